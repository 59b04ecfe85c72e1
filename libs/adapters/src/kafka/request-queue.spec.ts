import { setTimeout as sleep } from 'node:timers/promises';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { until } from '../../../ports/contract/until.js';
import './client.js';

const logger = { debug: () => undefined };
const settings = { requestTimeout: 1_000, enforceRequestTimeout: false, clientId: 'test', broker: 'b:1', logger };

describe('requests to Kafka that are held back', () => {
  it('are not looked for while there are none', async () => {
    const queue = new RequestQueue({ ...settings, maxInFlightRequests: 1 });
    const look = jest.spyOn(queue, 'checkPendingRequests');
    queue.checkPendingRequests();
    await sleep(50);
    expect(look).toHaveBeenCalledTimes(1);
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('are sent when the throttling has ended, in their order, and not looked for afterwards', async () => {
    const queue = new RequestQueue({ ...settings, maxInFlightRequests: null });
    const sent: number[] = [];
    const push = (correlationId: number) =>
      queue.push({
        entry: { correlationId, resolve: () => undefined },
        expectResponse: false,
        sendRequest: () => sent.push(correlationId),
      });
    push(1);
    queue.maybeThrottle(50);
    push(2);
    push(3);
    expect(sent).toEqual([1]);
    await until(() => sent.length === 3);
    expect(sent).toEqual([1, 2, 3]);
    expect(queue.throttleCheckTimeoutId).toBeNull();
    queue.destroy();
  });
});
