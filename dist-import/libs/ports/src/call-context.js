import { AsyncLocalStorage } from 'node:async_hooks';
const storage = new AsyncLocalStorage();
/** The context of the present call; undefined outside of any. */
export const callContext = () => storage.getStore();
/** Runs a function in a context. */
export const inContext = (context, run) => storage.run(context, run);
//# sourceMappingURL=call-context.js.map