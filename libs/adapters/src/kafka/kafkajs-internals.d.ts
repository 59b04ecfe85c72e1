/** What of kafkajs 2.2.4 is no part of its public types. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    constructor(options: {
      maxInFlightRequests: number | null;
      requestTimeout: number;
      enforceRequestTimeout: boolean;
      clientId: string;
      broker: string;
      logger: { debug(message: string): void };
    });
    /** What is held back until fewer requests are under way, or the brokers' throttling ends. */
    readonly pending: readonly unknown[];
    /** The look that is to come. */
    readonly throttleCheckTimeoutId: NodeJS.Timeout | null;
    push(request: {
      entry: { correlationId: number; resolve: () => void };
      expectResponse: boolean;
      sendRequest: () => void;
    }): void;
    /** Holds requests back from now on, ms. */
    maybeThrottle(ms: number): void;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests: (this: RequestQueue) => void;
    destroy(): void;
  }
}
