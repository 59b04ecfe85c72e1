export * from './inventory.js';
export type * from './order.js';
export type * from './payment.js';
export type * from './product.js';
