/** State after the events. */
export const fold = (decider, events) => events.reduce((state, event) => decider.evolve(state, event), decider.initial);
//# sourceMappingURL=decider.js.map