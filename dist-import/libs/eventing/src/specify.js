import { deepStrictEqual, throws } from 'node:assert/strict';
import { fold } from './decider.js';
/** Meta data for commands in specs. */
export const someMeta = (at = '2026-01-01T00:00:00.000Z', commandId = 'c1') => ({
    commandId,
    correlationId: commandId,
    causationId: commandId,
    actor: 'test',
    at,
});
/** The test language of deciders: `given(past).when(command).then(events)`, `.rejects(code)`. */
export const specify = (decider) => ({
    given: (...past) => ({
        when: (command) => {
            const act = () => decider.decide(command, fold(decider, past));
            return {
                then: (...expected) => deepStrictEqual(act(), expected),
                rejects: (code) => throws(act, { code }),
            };
        },
        /** The state after the past. */
        state: () => fold(decider, past),
    }),
});
//# sourceMappingURL=specify.js.map