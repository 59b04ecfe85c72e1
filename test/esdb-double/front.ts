import { connect, createServer, type Server, type Socket } from 'node:net';

/** The double's network: takes the connections on its port to the service behind it, as long as it is let. */
export class Front {
  private readonly connections = new Map<Socket, Socket>();
  private readonly server: Server;
  private held = false;

  constructor(private readonly behind: number) {
    this.server = createServer((near) => this.accept(near));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  }

  /** While frozen no byte passes in either direction; what was sent meanwhile arrives afterwards. */
  freeze(frozen: boolean) {
    if (this.held === frozen) return;
    this.held = frozen;
    for (const [near, far] of this.connections) {
      if (!frozen) join(near, far);
      else for (const socket of [near, far]) socket.unpipe().pause();
    }
  }

  /** Ends all connections; new ones are accepted. */
  cut() {
    for (const sockets of this.connections) for (const socket of sockets) socket.destroy();
  }

  /** Ends all connections on the service's side only: the client is not told. New ones work. */
  forget() {
    for (const [near, far] of this.connections) {
      this.connections.delete(near);
      near.unpipe().resume();
      far.unpipe().destroy();
    }
  }

  private accept(near: Socket) {
    const far = connect(this.behind, '127.0.0.1');
    this.connections.set(near, far);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.setNoDelay();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (this.connections.has(near)) other.destroy();
        if (socket === near) this.connections.delete(near);
      });
    }
    if (this.held) near.pause();
    else join(near, far);
  }
}

function join(near: Socket, far: Socket) {
  near.pipe(far);
  far.pipe(near);
}
