import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/**
 * kafkajs 2.2.4 looks once a millisecond, on every connection and for ever, for requests that it has held back:
 * https://github.com/tulios/kafkajs/issues/1704. From now on it looks only while there are some. Whatever is held back
 * later is looked for from then on.
 */
export function lookForRequestsOnlyWhereSomeWait(): void {
  const { prototype } = RequestQueue;
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length) schedule.call(this);
  };
}
