import { Client, connectivityState as State, credentials, type ChannelOptions } from '@grpc/grpc-js';

/** How long a connection is awaited before calls go elsewhere, ms. */
const CONNECT_MS = 1_000;
/**
 * Between our own processes: a lost one is tried again soon, a frozen one is found out, and nothing stands between.
 * Requests are bounded, answers are as large as what was asked for.
 */
const OPTIONS: ChannelOptions = {
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.keepalive_time_ms': 5_000,
  'grpc.keepalive_timeout_ms': 3_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.enable_http_proxy': 0,
  'grpc.max_receive_message_length': -1,
};

/** One process that serves a contract. It is kept connected, so that it is known when it goes away and when it is back. */
export class Replica {
  readonly client: Client;
  /** `trying`: it was there, or nothing is known yet; a reconnection to one that is away says nothing. */
  private state: 'ready' | 'trying' | 'away' = 'trying';
  private settled = Promise.resolve();
  private settle: () => void = () => undefined;
  private patience: NodeJS.Timeout | undefined;

  /** @param onReady told each time that it is connected */
  constructor(
    readonly address: string,
    private readonly onReady: () => void,
  ) {
    this.client = new Client(address, credentials.createInsecure(), OPTIONS);
    this.try();
    this.observe();
  }

  /** Whether a call can be sent to it now; of one that is being connected known after a second at most. */
  async reachable(): Promise<boolean> {
    if (this.state === 'trying') await this.settled;
    return this.state === 'ready';
  }

  /** Takes no new calls; those that run go on. */
  close(): void {
    this.become('away');
    this.client.close();
  }

  private observe(): void {
    const channel = this.client.getChannel();
    channel.getConnectivityState(true);
    const seen = channel.getConnectivityState(false);
    if (seen === State.READY) this.become('ready');
    else if (seen === State.TRANSIENT_FAILURE) this.become('away');
    else if (seen === State.SHUTDOWN) return;
    else if (this.state === 'ready') this.try();
    channel.watchConnectivityState(seen, Infinity, (error) => {
      if (!error) this.observe();
    });
  }

  private try(): void {
    this.state = 'trying';
    this.settled = new Promise((resolve) => (this.settle = resolve));
    this.patience = setTimeout(() => this.become('away'), CONNECT_MS).unref();
  }

  private become(state: 'ready' | 'away'): void {
    clearTimeout(this.patience);
    this.state = state;
    this.settle();
    if (state === 'ready') this.onReady();
  }
}
