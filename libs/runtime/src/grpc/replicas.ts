import { lookup } from 'node:dns/promises';
import { AppError, callContext } from '#ports';
import { Replica } from './replica.js';

/** How often the addresses behind a name are asked for anew, ms. */
const REFRESH_MS = 5_000;

/** How long a call waits for one of them to be back, ms: more than lies between two tries to connect. */
const BACK_MS = 1_500;

/** The addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const resolveHost: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * The processes that serve one contract, and which of them takes a call.
 *
 * Each target is `host:port` of one process, or `dns:host:port`: a name with an address per process, as a headless
 * service of Kubernetes or a scaled service of Compose has it. Its addresses are looked up before the first call and
 * every five seconds from then on: new ones join, those that are gone are left, and while the name cannot be looked up
 * the last known ones stay.
 */
export class Replicas {
  private replicas = new Map<string, Replica>();
  private readonly period: NodeJS.Timeout | undefined;
  private refreshing: Promise<void> | undefined;
  private readonly waiting = new Set<() => void>();
  private turn = 0;
  private closed = false;

  constructor(
    private readonly name: string,
    private readonly targets: readonly string[],
    private readonly resolve = resolveHost,
    refreshMs = REFRESH_MS,
  ) {
    if (targets.some((target) => target.startsWith(DNS))) {
      this.period = setInterval(() => void this.refresh(), refreshMs).unref();
    }
  }

  /**
   * The replica for a call: always the same one for an aggregate as long as it is reachable, so that its commands meet
   * in one mailbox (rendezvous hash: a replica that goes or comes moves only its own share). Without an aggregate they
   * take turns. Where none can be reached, it waits for one that has just been started again; then AppError
   * `unavailable`.
   */
  async pick(aggregate: string | undefined): Promise<Replica> {
    const turn = this.turn++;
    let replica = await this.reachable(aggregate, turn);
    if (!replica) {
      await this.oneIsBack();
      replica = await this.reachable(aggregate, turn);
    }
    if (replica) return replica;
    throw new AppError('unavailable', 'UNAVAILABLE', `No process that serves ${this.name} can be reached.`, [], 1);
  }

  /** All of them, reachable or not. */
  async all(): Promise<readonly Replica[]> {
    if (!this.replicas.size) await this.refresh();
    return [...this.replicas.values()];
  }

  close(): void {
    this.closed = true;
    clearInterval(this.period);
    for (const replica of this.replicas.values()) replica.close();
  }

  private async reachable(aggregate: string | undefined, turn: number): Promise<Replica | undefined> {
    const all = await this.all();
    for (const replica of aggregate === undefined ? rotated(all, turn) : ranked(all, aggregate)) {
      if (await replica.reachable()) return replica;
    }
    return undefined;
  }

  /** Resolves when one is connected again, or it has been awaited for long enough. */
  private oneIsBack(): Promise<void> {
    const left = (callContext()?.deadline ?? Infinity) - performance.now();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(late);
        this.waiting.delete(end);
        resolve();
      };
      const late = setTimeout(end, Math.max(0, Math.min(BACK_MS, left))).unref();
      this.waiting.add(end);
    });
  }

  private refresh(): Promise<void> {
    return (this.refreshing ??= this.lookUp().finally(() => (this.refreshing = undefined)));
  }

  private async lookUp(): Promise<void> {
    const found = await Promise.all(this.targets.map((target) => this.addressesOf(target))).catch(() => undefined);
    if (!found || this.closed) return;
    const before = this.replicas;
    this.replicas = new Map(
      found.flat().map((address) => [address, before.get(address) ?? this.replica(address)] as const),
    );
    for (const [address, replica] of before) if (!this.replicas.has(address)) replica.close();
  }

  private replica(address: string): Replica {
    return new Replica(address, () => this.waiting.forEach((end) => end()));
  }

  private async addressesOf(target: string): Promise<readonly string[]> {
    if (!target.startsWith(DNS)) return [target];
    const [, host = '', port] = /^(.*):(\d+)$/.exec(target.slice(DNS.length)) ?? [];
    return (await this.resolve(host)).map((ip) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`);
  }
}

const DNS = 'dns:';

function rotated(replicas: readonly Replica[], by: number): readonly Replica[] {
  const at = by % Math.max(1, replicas.length);
  return [...replicas.slice(at), ...replicas.slice(0, at)];
}

/** By rendezvous hash, the chosen one first. */
function ranked(replicas: readonly Replica[], aggregate: string): readonly Replica[] {
  if (replicas.length < 2) return replicas;
  const key = hash(aggregate);
  return replicas
    .map((replica) => ({ replica, score: mixed(key ^ hash(replica.address)) }))
    .sort((a, b) => b.score - a.score || (a.replica.address < b.replica.address ? -1 : 1))
    .map(({ replica }) => replica);
}

/** FNV-1a of the text's UTF-16 units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

/** MurmurHash3's finalizer: every bit of the number moves every bit of the result, which is unsigned. */
function mixed(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
