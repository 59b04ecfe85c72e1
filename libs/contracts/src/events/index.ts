export type * from './inventory.js';
export type * from './order.js';
export * from './payment.js';
export type * from './product.js';
