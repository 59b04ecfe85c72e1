export {};
//# sourceMappingURL=index-feeder.js.map