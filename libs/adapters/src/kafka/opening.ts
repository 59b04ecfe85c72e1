import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart, inTime } from '#ports';
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
  let failure: Error & { type?: string } = new Error('no answer');
  for (;;) {
    try {
      return await inTime(ask(), deadline - performance.now(), () => {
        throw failure;
      });
    } catch (error) {
      if (error instanceof CannotStart) throw error;
      failure = error as Error;
      const { name, message, type = '' } = failure;
      const refused = REFUSALS.find(([pattern]) => pattern.test(`${name} ${type} ${message}`))?.[1];
      if (refused) throw new CannotStart(`The brokers of KAFKA_BROKERS ${refused}: ${endless(message)}.`);
      if (performance.now() + PAUSE_MS > deadline) {
        const where = settings.brokers.join(', ');
        const waited = `${startTimeoutMs / 1_000} s`;
        throw new CannotStart(`No broker of KAFKA_BROKERS (${where}) answered in ${waited}: ${endless(message)}.`);
      }
      await sleep(PAUSE_MS);
    }
  }
}

const endless = (message: string) => message.replace(/[\s.:]+$/, '');
