export type * from './inventory.js';
export * from './order.js';
export type * from './payment.js';
export type * from './product.js';
