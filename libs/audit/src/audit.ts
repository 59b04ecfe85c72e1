import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { AuditProjectionsRequest, AuditProjectionsResponse } from '#contracts';
import { Checkpoint, Parked, readSidesIn, type Projection } from '#eventing';
import { AppError, EventFeed, EventStore, ReadModel } from '#ports';
import { auditLog, type LogResult } from './audit-log.js';
import { RowsAudit, type ProjectionResult } from './audit-projections.js';
import { Findings, KEPT, type Finding, type Invariant } from './finding.js';
import { pagesOf } from './log-pages.js';

export interface AuditProgress {
  readonly events: number;
  readonly head: number;
}

export interface AuditResult extends LogResult {
  /** Nothing was found. */
  readonly clean: boolean;
  /** Findings per invariant. */
  readonly counts: Readonly<Record<Invariant, number>>;
  /** The first thousand of them. */
  readonly findings: readonly Finding[];
  readonly projections: readonly ProjectionResult[];
  /** What waits for a person at a consumer; such streams are not compared. */
  readonly parked: readonly { readonly consumer: string; readonly stream: string; readonly reason: string }[];
  readonly tookMs: number;
}

/** Reactors through which the sagas hear and ask: what both are past was reacted to. */
const SAGA_REACTORS = ['saga-hearing', 'saga-asking'];
const PROGRESS_EVERY_MS = 250;
/** What rows are found to break. */
const ROWS: Invariant = 'projection-equals-fold';

/** What is audited. */
export interface Audited {
  readonly store: EventStore;
  readonly readModel: ReadModel;
  /** What brings the log to its consumers. */
  readonly feed: EventFeed;
}

/**
 * Reads the whole log once and compares it with itself and with every projection, in one snapshot of the read model.
 * Writes nothing and may run beside a platform that does. How far consumers are is asked before the snapshot, and the
 * log's head after it: so the rows show at least the one, and what they show is in the log.
 */
export async function audit(
  { store, readModel, feed }: Audited,
  projections: readonly Projection[],
  onProgress: (progress: AuditProgress) => void = () => undefined,
): Promise<AuditResult> {
  const began = performance.now();
  const findings = new Findings();
  const names = new Set(projections.map(({ name }) => name));
  const taken = await takenBy([...names, ...SAGA_REACTORS], feed, readModel);
  return readModel.snapshot(async (manager) => {
    const parked = await manager.find(Parked);
    const reactions = {
      upTo: Math.min(...SAGA_REACTORS.map((name) => taken.get(name) ?? 0)),
      parked: new Set(parked.filter(({ consumer }) => SAGA_REACTORS.includes(consumer)).map(({ stream }) => stream)),
    };
    const rows = new RowsAudit(projections, manager, taken, findings.report);
    await rows.open();
    let told = began;
    const result = await auditLog(store, findings, {
      gapless: store.gapless,
      reactions,
      along: (events) => rows.take(events),
      onProgress: (progress) => {
        if (performance.now() - told < PROGRESS_EVERY_MS) return;
        told = performance.now();
        onProgress(progress);
      },
    });
    const compared = await rows.end();
    const { counts, kept } = findings;
    return {
      clean: kept.length === 0,
      ...result,
      counts,
      findings: kept,
      projections: compared,
      parked: parked.map(({ consumer, stream, reason }) => ({ consumer, stream, reason })),
      tookMs: Math.round(performance.now() - began),
    };
  });
}

/** Compares rows with the log, and not the log with itself: see `audit`. */
async function auditRows(
  { store, readModel, feed }: Audited,
  projections: readonly Projection[],
): Promise<AuditProjectionsResponse> {
  if (!projections.length) return { projections: [], different: [], totalDifferent: 0 };
  const findings = new Findings();
  const names = projections.map(({ name }) => name);
  const taken = await takenBy(names, feed, readModel);
  return readModel.snapshot(async (manager) => {
    const rows = new RowsAudit(projections, manager, taken, findings.report);
    await rows.open();
    // What of the log is damaged is told by the audit of the log.
    const pages = pagesOf(store, await store.head(), store.gapless, () => undefined);
    for await (const page of pages) await rows.take(page);
    const compared = await rows.end();
    return {
      projections: [...compared],
      different: findings.kept.map(({ where, detail }) => ({ where, detail })),
      totalDifferent: findings.counts[ROWS],
    };
  });
}

/** With what was found in the rows of other processes. */
function together(result: AuditResult, rows: AuditProjectionsResponse): AuditResult {
  const found = rows.different.map(({ where, detail }): Finding => ({ invariant: ROWS, where, detail }));
  return {
    ...result,
    clean: result.clean && rows.totalDifferent === 0,
    counts: { ...result.counts, [ROWS]: result.counts[ROWS] + rows.totalDifferent },
    findings: [...result.findings, ...found].slice(0, KEPT),
    projections: [...result.projections, ...rows.projections],
  };
}

/** Positions of the log up to which consumers have taken everything. */
async function takenBy(names: readonly string[], feed: EventFeed, { manager }: ReadModel) {
  const checkpoints = new Map((await manager.find(Checkpoint)).map(({ name, position }) => [name, position]));
  const taken = names.map(async (name): Promise<[string, number]> => {
    const position = checkpoints.get(name);
    return [name, position ? await feed.taken(name, position) : 0];
  });
  return new Map(await Promise.all(taken));
}

/** The audit of a running platform, over its own log and the projections of its processes. */
@Injectable()
export class Audit implements Audited {
  private running = false;

  constructor(
    readonly store: EventStore,
    readonly readModel: ReadModel,
    readonly feed: EventFeed,
    private readonly discovery: DiscoveryService,
  ) {}

  /**
   * One at a time: throws AppError AUDIT_RUNNING. The rows that this process keeps are compared as the log is read;
   * `rowsElsewhere` gives what came of the others.
   */
  async run(
    onProgress: (progress: AuditProgress) => void,
    rowsElsewhere: (request: AuditProjectionsRequest) => Promise<AuditProjectionsResponse>,
  ): Promise<AuditResult> {
    if (this.running) throw new AppError('rejected', 'AUDIT_RUNNING', 'The audit is running already.');
    this.running = true;
    const began = performance.now();
    try {
      const here = await audit(this, this.projections(), onProgress);
      const elsewhere = await rowsElsewhere({ except: here.projections.map(({ name }) => name) });
      return { ...together(here, elsewhere), tookMs: Math.round(performance.now() - began) };
    } finally {
      this.running = false;
    }
  }

  /** The rows that this process keeps, except those of the projections that are named. */
  rows({ except = [] }: AuditProjectionsRequest): Promise<AuditProjectionsResponse> {
    return auditRows(
      this,
      this.projections().filter(({ name }) => !except.includes(name)),
    );
  }

  private projections(): readonly Projection[] {
    return readSidesIn(this.discovery).flatMap((side) => side.projections);
  }
}
