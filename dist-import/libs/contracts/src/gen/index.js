export * from './admin.js';
export * from './common.js';
export * from './inventory.js';
export * from './order.js';
export * from './payment.js';
export * from './product.js';
export * from './saga.js';
export * from './descriptor.js';
export * from './reflection.js';
//# sourceMappingURL=index.js.map