export * from './inventory.js';
export type * from './order.js';
export type * from './payment.js';
export * from './product.js';
