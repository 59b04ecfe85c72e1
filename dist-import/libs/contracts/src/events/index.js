export * from './inventory.js';
export * from './order.js';
export * from './payment.js';
export * from './product.js';
//# sourceMappingURL=index.js.map