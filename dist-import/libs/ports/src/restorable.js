export const isRestorable = (store) => 'restore' in store;
//# sourceMappingURL=restorable.js.map