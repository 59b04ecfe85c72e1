import { timingSafeEqual } from 'node:crypto';
import { Metadata, ServerInterceptingCall, status as Grpc, type ServerInterceptor } from '@grpc/grpc-js';
import { v7 as uuidv7 } from 'uuid';
import { inContext, type CallContext } from '#ports';
import type { Config } from '../config.js';
import type { Metrics } from '../metrics.js';
import { traceparentFrom } from '../trace.js';

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
  if (!context) return metadata;
  metadata.set(CORRELATION, context.correlationId);
  if (context.causationId) metadata.set(CAUSATION, context.causationId);
  if (context.traceparent) metadata.set(TRACE, context.traceparent);
  if (internalToken) {
    metadata.set(TOKEN, internalToken);
    metadata.set(PRINCIPAL, encodeURIComponent(context.principal));
  }
  return metadata;
}

function contextFrom(
  metadata: Metadata,
  expected: string | undefined,
  deadline: number,
  signal: AbortSignal,
): CallContext {
  const given = (key: string) => metadata.get(key)[0]?.toString();
  const ours = expected !== undefined && isSame(given(TOKEN) ?? '', expected);
  const causation = given(CAUSATION);
  const correlation = given(CORRELATION);
  return {
    // Whoever says who calls is only believed when it is one of our own processes.
    principal: (ours && decodeURIComponent(given(PRINCIPAL) ?? '')) || 'anonymous',
    correlationId: correlation && UUID.test(correlation) ? correlation : uuidv7(),
    ...(causation && UUID.test(causation) && { causationId: causation }),
    traceparent: traceparentFrom(given(TRACE)),
    deadline,
    signal,
  };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const sizeOf = (metadata: Metadata) =>
  Object.entries(metadata.toHttp2Headers()).reduce((sum, [k, v]) => sum + k.length + String(v).length, 0);

/** What every gRPC call gets: a context, a deadline, an end that is counted, and a refusal of oversized metadata. */
export const callInterceptor =
  ({ internalToken }: Config, metrics: Metrics): ServerInterceptor =>
  (method, call) => {
    const started = performance.now();
    const caller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let context: CallContext | undefined;
    let ended = false;
    const end = (code: Grpc) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      metrics.rpc(method.path, Grpc[code], performance.now() - started);
    };
    const within = (run: () => void) => (context ? inContext(context, run) : run());
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
            context = contextFrom(metadata, internalToken, started + limit, caller.signal);
            within(() => pass(metadata));
          },
          onReceiveMessage: (message, pass) => within(() => pass(message)),
          onReceiveHalfClose: (pass) => within(pass),
          onCancel() {
            end(Grpc.CANCELLED);
            caller.abort();
          },
        }),
      sendStatus(status, next) {
        end(status.code ?? Grpc.OK);
        next(status);
      },
    });
    return intercepted;
  };
