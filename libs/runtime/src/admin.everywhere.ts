import { setMaxListeners } from 'node:events';
import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import {
  AdminService,
  type AuditProjectionsRequest,
  type AuditProjectionsResponse,
  type ListParkedRequest,
  type ListParkedResponse,
  type ListProjectionsResponse,
  type ParkedEvent,
  type ProjectionStatus,
  type RebuildProjectionRequest,
  type RebuildProjectionResponse,
  type RetryParkedRequest,
  type RetryParkedResponse,
  type SkipParkedRequest,
  type SkipParkedResponse,
} from '#contracts';
import { pageOf, pageTokenOf } from '#eventing';
import { AppError, callContext, inContext, isTransient } from '#ports';
import { CONFIG, type Config } from './config.js';
import { Channels } from './grpc/client.js';
import { served } from './grpc/contract.js';

/** How long a process may take to say how it stands, ms: one that is frozen holds up no operator. */
const ANSWER_MS = 3_000;
/** How long a rebuild or an audit may take, ms. */
const LONGEST_MS = 12 * 3_600_000;

/** The processes of one app: they have the same consumers. */
interface Replicas {
  readonly service: string;
  readonly admins: readonly AdminService[];
}

/**
 * The read sides of all processes as one: of this one, and of every process that serves a contract elsewhere. What an
 * app has is told by any of its replicas that answer. An answer is whole or none: without one from each app it is
 * `unavailable`, and names whose is missing.
 */
@Injectable()
export class AdminEverywhere extends AdminService {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly channels: Channels,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    super();
  }

  override async listProjections(): Promise<ListProjectionsResponse> {
    const told = await this.askAll((admin) => admin.listProjections({}));
    const byName = new Map<string, ProjectionStatus>();
    for (const { answer } of told.flat()) {
      for (const status of answer.projections) {
        const other = byName.get(status.name);
        byName.set(status.name, other ? together(other, status) : status);
      }
    }
    return { projections: [...byName.values()] };
  }

  /** In one process that has it; its replicas read the rebuilt table like everyone. */
  override async rebuildProjection({ name }: RebuildProjectionRequest): Promise<RebuildProjectionResponse> {
    const told = await this.askAll((admin) => admin.listProjections({}));
    const holders = told.flat().flatMap(({ admin, answer }) => {
      const status = answer.projections.find((each) => each.name === name);
      return status ? [{ admin, status }] : [];
    });
    const [holder] = holders;
    if (!holder) throw new AppError('notFound', 'NOT_FOUND', `There is no projection ${name}.`);
    if (holders.some(({ status }) => status.rebuilding !== undefined)) {
      throw new AppError('rejected', 'REBUILD_RUNNING', `${name} is being rebuilt already.`);
    }
    return atLeisure(() => holder.admin.rebuildProjection({ name }));
  }

  /** In one process of each app, one after the other: each reads the whole log. */
  override async auditProjections({ except = [] }: AuditProjectionsRequest): Promise<AuditProjectionsResponse> {
    return atLeisure(async () => {
      const all: AuditProjectionsResponse = { projections: [], different: [], totalDifferent: 0 };
      for (const [told] of await this.askAll((admin) => admin.listProjections({}))) {
        const known = [...except, ...all.projections.map(({ name }) => name)];
        const rows = await told!.admin.auditProjections({ except: known });
        all.projections.push(...rows.projections);
        all.different.push(...rows.different);
        all.totalDifferent += rows.totalDifferent;
      }
      return all;
    });
  }

  override async listParked(request: ListParkedRequest): Promise<ListParkedResponse> {
    const page = pageOf(request, 'parked', ['string']);
    const { size } = page;
    const told = await this.askAll((admin) => admin.listParked(request));
    const answers = told.flat().map(({ answer }) => answer);
    const byId = new Map<string, ParkedEvent>();
    for (const item of answers.flatMap(({ items }) => items)) byId.set(item.id, item);
    const found = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    const items = found.slice(0, size);
    const isMore = found.length > size || answers.some(({ nextPageToken }) => nextPageToken !== undefined);
    const last = items.at(-1);
    const totals = told.map((ofApp) => Math.max(...ofApp.map(({ answer }) => answer.totalCount)));
    return {
      items,
      totalCount: totals.reduce((sum, total) => sum + total, 0),
      ...(isMore && last && { nextPageToken: pageTokenOf(page, [last.id]) }),
    };
  }

  override retryParked(request: RetryParkedRequest): Promise<RetryParkedResponse> {
    return this.atItsApp((admin) => admin.retryParked(request), request.id);
  }

  override skipParked(request: SkipParkedRequest): Promise<SkipParkedResponse> {
    return this.atItsApp((admin) => admin.skipParked(request), request.id);
  }

  /** Asks every process; gives the answers by app, at least one of each. */
  private async askAll<T>(ask: (admin: AdminService) => Promise<T>) {
    const { deadline = Infinity, signal } = callContext() ?? {};
    const until = Math.min(deadline, performance.now() + ANSWER_MS);
    // Every one of the calls listens to it: Node warns of more than ten.
    if (signal) setMaxListeners(0, signal);
    return Promise.all(
      (await this.apps()).map(async ({ service, admins }) => {
        const answers = await Promise.allSettled(
          admins.map(async (admin) => ({ admin, answer: await within({ deadline: until }, () => ask(admin)) })),
        );
        const refused = answers.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
        for (const error of refused) if (!isTransient(error)) throw error;
        const told = answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
        if (told.length) return told;
        throw new AppError('unavailable', 'UNAVAILABLE', `No process that serves ${service} tells how it is.`, [], 1);
      }),
    );
  }

  /** The first app that knows what is parked acts on it, by whichever of its replicas can be reached. */
  private async atItsApp<T>(act: (admin: AdminService) => Promise<T>, id: string): Promise<T> {
    let refusal = new AppError('notFound', 'NOT_FOUND', `Nothing is parked under ${id}.`);
    for (const { admins } of await this.apps()) {
      for (const admin of admins) {
        try {
          return await act(admin);
        } catch (error) {
          if (!(error instanceof AppError) || !['notFound', 'unavailable'].includes(error.kind)) throw error;
          if (error.kind === 'notFound') break;
          refusal = error;
        }
      }
    }
    throw refusal;
  }

  private async apps(): Promise<readonly Replicas[]> {
    const { rpc, services } = this.config;
    const elsewhere = Object.keys(services);
    const here = served(this.discovery).find(({ contract }) => contract === AdminService)?.methods;
    // One process alone that is to call itself over gRPC does so here as well.
    if (rpc === 'grpc' && !elsewhere.length) elsewhere.push(AdminService.rpc.service);
    const apps: Replicas[] = [];
    if (here && elsewhere[0] !== AdminService.rpc.service) {
      apps.push({ service: 'this process', admins: [here as unknown as AdminService] });
    }
    const seen = new Set<string>();
    for (const service of elsewhere) {
      const all = await this.channels.replicas(service).all();
      const replicas = all.filter(({ address }) => !seen.has(address));
      // A process may serve several contracts.
      if (all.length && !replicas.length) continue;
      for (const { address } of replicas) seen.add(address);
      const admins = replicas.map((replica) => this.channels.at(replica, AdminService) as unknown as AdminService);
      apps.push({ service, admins });
    }
    return apps;
  }
}

/** The same projection in two replicas: each keeps a part of the rows, or could. */
function together(one: ProjectionStatus, two: ProjectionStatus): ProjectionStatus {
  const { name } = one;
  const greatest = (a: number | undefined, b: number | undefined) => (a === undefined ? b : Math.max(a, b ?? a));
  const lag = greatest(one.lag, two.lag);
  const rebuilding = greatest(one.rebuilding, two.rebuilding);
  return {
    name,
    position: (one.lag ?? 0) >= (two.lag ?? 0) ? one.position : two.position,
    rate: Math.round(100 * (one.rate + two.rate)) / 100,
    caughtUp: one.caughtUp && two.caughtUp,
    parked: Math.max(one.parked, two.parked),
    ...(lag !== undefined && { lag }),
    ...(rebuilding !== undefined && { rebuilding }),
  };
}

/** Runs what takes long: whoever asked for it waits no longer, and looks at an operation. */
export const atLeisure = <T>(call: () => Promise<T>): Promise<T> =>
  within({ deadline: performance.now() + LONGEST_MS, signal: undefined }, call);

/** Runs a call in the present context with something else in it. */
function within<T>(change: { deadline: number; signal?: undefined }, call: () => Promise<T>): Promise<T> {
  const context = callContext();
  return context ? inContext({ ...context, ...change }, call) : call();
}
