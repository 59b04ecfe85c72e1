export type * from './inventory.js';
export * from './order.js';
export type * from './payment.js';
export * from './product.js';
