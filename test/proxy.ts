import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './free-port.js';

/** What becomes of the bytes of one direction. */
type Flow = 'pass' | 'hold' | 'drop';

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * A TCP proxy that goes wrong when it is told to. What is set holds for connections that are open and for those to
 * come, until `heal`.
 */
export class Proxy {
  private readonly links = new Set<Link>();
  private requests: Flow = 'pass';
  private answers: Flow = 'pass';
  private delayMs = 0;
  private sliceBytes = Infinity;
  private refusing = false;
  private readonly held: (() => void)[] = [];

  private constructor(
    private readonly listener: Server,
    /** Where it listens, on 127.0.0.1. */
    readonly port: number,
  ) {}

  static async open(host: string, port: number): Promise<Proxy> {
    const listener = createServer({ allowHalfOpen: true });
    const proxy = new Proxy(listener, await freePort());
    listener.on('connection', (client) => proxy.join(client, connect({ host, port, allowHalfOpen: true })));
    await new Promise<void>((resolve) => listener.listen(proxy.port, '127.0.0.1', resolve));
    return proxy;
  }

  /** A proxy before the server of a URL, or of `host:port`, and the address that leads through it. */
  static async before(address: string): Promise<{ readonly proxy: Proxy; readonly address: string }> {
    const url = address.includes('://') ? new URL(address) : undefined;
    const [host = '', port] = url ? [url.hostname, url.port] : address.split(':');
    const proxy = await Proxy.open(host, Number(port));
    if (!url) return { proxy, address: `127.0.0.1:${proxy.port}` };
    url.host = `127.0.0.1:${proxy.port}`;
    return { proxy, address: url.href };
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.links.size;
  }

  /** A peer that accepts and never answers; what was sent meanwhile arrives when it wakes. */
  freeze() {
    this.requests = this.answers = 'hold';
  }

  /** Requests arrive and are done, nobody is told: the answers are lost for good. */
  dropAnswers() {
    this.answers = 'drop';
  }

  /** Requests are lost: the server hears nothing any more, the connection looks alive. */
  dropRequests() {
    this.requests = 'drop';
  }

  /** Each piece waits so long, in both directions. */
  delay(ms: number) {
    this.delayMs = ms;
  }

  /** Bytes go one by one, or so many at a time. */
  slice(bytes = 1) {
    this.sliceBytes = bytes;
  }

  /** Ends all connections with a reset; new ones are taken. */
  cut() {
    for (const { client, server } of this.links) {
      client.resetAndDestroy();
      server.destroy();
    }
    this.links.clear();
  }

  /** The server's side is gone, the client is not told. */
  halfOpen() {
    this.requests = this.answers = 'drop';
    for (const { server } of this.links) server.destroy();
  }

  /** Ends all connections, and takes no new ones. */
  refuse() {
    this.refusing = true;
    this.cut();
  }

  /** All goes well again; what was held goes on. */
  heal() {
    this.requests = this.answers = 'pass';
    this.delayMs = 0;
    this.sliceBytes = Infinity;
    this.refusing = false;
    for (const go of this.held.splice(0)) go();
  }

  async close() {
    this.cut();
    for (const go of this.held.splice(0)) go();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private join(client: Socket, server: Socket) {
    if (this.refusing) {
      client.resetAndDestroy();
      server.destroy();
      return;
    }
    const link = { client, server };
    this.links.add(link);
    const leave = () => {
      if (client.destroyed && server.destroyed) this.links.delete(link);
    };
    for (const side of [client, server]) side.once('close', leave);
    void this.pipe(client, server, () => this.requests);
    void this.pipe(server, client, () => this.answers);
    client.setNoDelay(true);
    server.setNoDelay(true);
  }

  /** Carries what comes until either side has ended. An end is passed on like a byte. */
  private async pipe(from: Socket, to: Socket, flow: () => Flow) {
    // What befalls one side befalls the other, unless nothing is passed on.
    from.on('error', () => flow() === 'pass' && to.destroy());
    to.on('error', () => undefined);
    try {
      for await (const chunk of from) {
        for (const piece of pieces(chunk as Buffer, this.sliceBytes)) {
          if (this.delayMs) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
          await this.passage(flow);
          if (flow() === 'pass' && to.writable && !to.write(piece)) await drained(to);
        }
      }
      await this.passage(flow);
      if (flow() === 'pass') to.end();
    } catch {
      // the error listeners have passed it on
    }
  }

  private async passage(flow: () => Flow) {
    while (flow() === 'hold') await new Promise<void>((resolve) => this.held.push(resolve));
  }
}

function* pieces(chunk: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, at + size);
}

const drained = (socket: Socket) =>
  new Promise<void>((resolve) => {
    socket.once('drain', resolve);
    socket.once('close', resolve);
  });

/** How the connections to a server that is there again at once are lost. */
export const LOSSES: readonly (readonly [how: string, lose: (proxy: Proxy) => void])[] = [
  ['goes away', (proxy) => proxy.cut()],
  [
    'is half open',
    (proxy) => {
      proxy.halfOpen();
      proxy.heal();
    },
  ],
];
