import { timingSafeEqual } from 'node:crypto';
import { Metadata, ServerInterceptingCall, status as Grpc, type ServerInterceptor } from '@grpc/grpc-js';
import { SCOPES, type RpcScope, type Scope } from '#contracts';
import { uuidv7 } from '#eventing';
import { AppError, inContext, type CallContext } from '#ports';
import { demand, type ApiKeys, type Caller } from '../auth/api-keys.js';
import type { Metrics } from '../metrics.js';
import { traceparentFrom } from '../trace.js';
import { toStatus } from './status.js';

/** How long a call may take whose caller does not say, ms. */
export const DEADLINE_MS = 5_000;
/** Most bytes of a call's metadata. */
const MOST_METADATA = 16 * 1024;

const PRINCIPAL = 'daybook-principal';
const TOKEN = 'daybook-internal-token';
const CORRELATION = 'daybook-correlation-id';
const CAUSATION = 'daybook-causation-id';
const TRACE = 'traceparent';

/** Puts a call's context into its metadata. */
export function metadataOf(context: CallContext | undefined, internalToken: string | undefined): Metadata {
  const metadata = new Metadata();
  if (internalToken) metadata.set(TOKEN, internalToken);
  if (!context) return metadata;
  metadata.set(CORRELATION, context.correlationId);
  if (context.causationId) metadata.set(CAUSATION, context.causationId);
  if (context.traceparent) metadata.set(TRACE, context.traceparent);
  if (internalToken) metadata.set(PRINCIPAL, encodeURIComponent(context.principal));
  return metadata;
}

/** What the calls of a process are let in by. */
export interface Gate {
  readonly keys: ApiKeys;
  /** What our own processes show. */
  readonly internalToken: string | undefined;
  /** Whether our own processes are told from others; where they cannot be, whoever calls may be one of them. */
  readonly tellsOurs: boolean;
  /** What a caller needs, by path of the method. */
  readonly needs: ReadonlyMap<string, Needs>;
}

interface Needs {
  readonly scope: RpcScope;
  /** For the fields of the request that need more. */
  readonly fields: Readonly<Record<string, Scope>>;
}

/** Whoever asks how a process is, or what it serves, needs no key. */
const OPEN = /^\/grpc\.(health|reflection)\./;
const NOBODY: Caller = { name: 'anonymous', scopes: [] };
/** Our own processes may do everything: they have looked themselves whether their caller may. */
const OURS: readonly RpcScope[] = [...SCOPES, 'internal'];

/** Throws AppError `unauthenticated` for a caller who should have shown a key. */
function callerOf(path: string, metadata: Metadata, { keys, internalToken, tellsOurs }: Gate): Caller {
  const given = (key: string) => metadata.get(key)[0]?.toString();
  // Whoever says who calls is only believed when it is one of our own processes.
  const isOurs = internalToken !== undefined && isSame(given(TOKEN) ?? '', internalToken);
  if (isOurs) return { name: decodeURIComponent(given(PRINCIPAL) ?? '') || 'anonymous', scopes: OURS };
  if (OPEN.test(path)) return NOBODY;
  const caller = keys.callerOf(given('authorization'));
  return tellsOurs ? caller : { ...caller, scopes: OURS };
}

/** Throws AppError `forbidden` for a request with a field that its caller may not give. */
function demandFields(caller: Caller, fields: Needs['fields'], request: object): void {
  for (const [field, scope] of Object.entries(fields)) if (field in request) demand(caller, scope, field);
}

function contextFrom(metadata: Metadata, principal: string, deadline: number, signal: AbortSignal): CallContext {
  const given = (key: string) => metadata.get(key)[0]?.toString();
  const causation = given(CAUSATION);
  const correlation = given(CORRELATION);
  return {
    principal,
    correlationId: correlation && UUID.test(correlation) ? correlation : uuidv7(),
    ...(causation && UUID.test(causation) && { causationId: causation }),
    traceparent: traceparentFrom(given(TRACE)),
    deadline,
    signal,
  };
}

/** A reason at hand: one that is made for every call takes a trace of the stack. */
const GONE = new Error('The caller has gone.');

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const sizeOf = (metadata: Metadata) =>
  Object.entries(metadata.toHttp2Headers()).reduce((sum, [k, v]) => sum + k.length + String(v).length, 0);

/** What every gRPC call gets: a caller, a context, a deadline, an end that is counted; oversized metadata is refused. */
export const callInterceptor =
  (gate: Gate, metrics: Metrics): ServerInterceptor =>
  (method, call) => {
    const started = performance.now();
    const needs = gate.needs.get(method.path);
    const caller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let who = NOBODY;
    let context: CallContext | undefined;
    let ended = false;
    const end = (code: Grpc) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      metrics.rpc(method.path, Grpc[code], performance.now() - started);
    };
    const within = (run: () => void) => (context ? inContext(context, run) : run());
    /** Whether what is looked at may be; a caller who may not is told so. */
    const passes = (look: () => void): boolean => {
      try {
        look();
        return true;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const status = toStatus(error);
        end(status.code);
        call.sendStatus(status);
        return false;
      }
    };
    const intercepted = new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata(metadata, pass) {
            if (sizeOf(metadata) > MOST_METADATA) {
              end(Grpc.RESOURCE_EXHAUSTED);
              call.sendStatus({ code: Grpc.RESOURCE_EXHAUSTED, details: `Metadata may have ${MOST_METADATA} bytes.` });
              return;
            }
            const left = Number(call.getDeadline()) - Date.now();
            const limit = Number.isFinite(left) || method.responseStream ? left : DEADLINE_MS;
            if (!Number.isFinite(left) && !method.responseStream) {
              timer = setTimeout(() => {
                intercepted.sendStatus({ code: Grpc.DEADLINE_EXCEEDED, details: 'Deadline exceeded' });
              }, limit);
            }
            const isLetIn = passes(() => {
              who = callerOf(method.path, metadata, gate);
              if (needs) demand(who, needs.scope);
              context = contextFrom(metadata, who.name, started + limit, caller.signal);
            });
            if (isLetIn) within(() => pass(metadata));
          },
          onReceiveMessage(message: object, pass) {
            if (passes(() => needs && demandFields(who, needs.fields, message))) within(() => pass(message));
          },
          onReceiveHalfClose: (pass) => within(pass),
          onCancel() {
            end(Grpc.CANCELLED);
            caller.abort(GONE);
          },
        }),
      sendStatus(status, next) {
        end(status.code ?? Grpc.OK);
        next(status);
      },
    });
    return intercepted;
  };
