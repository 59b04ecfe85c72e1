import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart } from '#ports';
import type { KafkaSettings } from './client.js';

const PAUSE_MS = 500;

/** What no waiting mends, by the error's name, type and message, and how it is told. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^KafkaJSSASLAuthenticationError/, 'refuse KAFKA_SASL_USERNAME'],
  [/ILLEGAL_SASL_STATE/, 'do not ask for the user of KAFKA_SASL_MECHANISM'],
  [/certificate|CERT_|ERR_TLS|ERR_SSL|wrong version number/i, 'are not reached over TLS as they are told'],
];

/** Asks the brokers until they answer, at most so long; throws CannotStart then, and at once where waiting is no use. */
export async function reach(ask: () => Promise<void>, settings: KafkaSettings, startTimeoutMs = 30_000): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof CannotStart) throw error;
      const { name, message, type = '' } = error as Error & { type?: string };
      const refused = REFUSALS.find(([pattern]) => pattern.test(`${name} ${type} ${message}`))?.[1];
      if (refused) throw new CannotStart(`The brokers of KAFKA_BROKERS ${refused}: ${message}.`);
      if (performance.now() > deadline) {
        const where = settings.brokers.join(', ');
        throw new CannotStart(
          `No broker of KAFKA_BROKERS (${where}) answered in ${startTimeoutMs / 1_000} s: ${message}.`,
        );
      }
      await sleep(PAUSE_MS);
    }
  }
}
