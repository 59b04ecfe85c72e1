import { Metadata, status as Grpc, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { AppError, type ErrorDetail, type ErrorKind } from '#ports';

/** What each kind of error is over gRPC. */
const CODE: Record<ErrorKind, Grpc> = {
  invalid: Grpc.INVALID_ARGUMENT,
  unauthenticated: Grpc.UNAUTHENTICATED,
  forbidden: Grpc.PERMISSION_DENIED,
  notFound: Grpc.NOT_FOUND,
  exists: Grpc.ALREADY_EXISTS,
  rejected: Grpc.FAILED_PRECONDITION,
  conflict: Grpc.ABORTED,
  unprocessable: Grpc.FAILED_PRECONDITION,
  exhausted: Grpc.RESOURCE_EXHAUSTED,
  unavailable: Grpc.UNAVAILABLE,
  timeout: Grpc.DEADLINE_EXCEEDED,
};

/** google.rpc.Status and the details that we put in it. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  package google.rpc;
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
  message BadRequest {
    message FieldViolation { string field = 1; string description = 2; string reason = 3; }
    repeated FieldViolation field_violations = 1;
  }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message RetryInfo { Duration retry_delay = 1; }
`);
const type = (name: string) => root.lookupType(`google.rpc.${name}`);

const DETAILS = 'grpc-status-details-bin';
const DOMAIN = 'daybook';
/** A trailer has to fit into what clients accept as headers. */
const MOST_VIOLATIONS = 20;

const packed = (name: string, value: object) => ({
  typeUrl: `type.googleapis.com/google.rpc.${name}`,
  value: type(name).encode(type(name).fromObject(value)).finish(),
});

/** Where the detail points to, in one text: JSON pointers begin with a slash, the others with their kind. */
const fieldOf = ({ pointer, parameter, header }: ErrorDetail) =>
  pointer ?? (parameter === undefined ? `header:${header}` : `parameter:${parameter}`);

function placeOf(field: string): Pick<ErrorDetail, 'pointer' | 'parameter' | 'header'> {
  const [, kind, name] = /^(header|parameter):(.*)$/s.exec(field) ?? [];
  return kind === 'header' ? { header: name! } : kind === 'parameter' ? { parameter: name! } : { pointer: field };
}

/** An error as the status that tells it: code and text for everyone, the whole of it in the standard details. */
export function toStatus({
  kind,
  code,
  message,
  errors,
  retryAfter,
}: AppError): Pick<StatusObject, 'code' | 'details' | 'metadata'> {
  const fieldViolations = errors
    .slice(0, MOST_VIOLATIONS)
    .map((each) => ({ field: fieldOf(each), description: each.message, reason: each.code ?? '' }));
  const details = [
    packed('ErrorInfo', { reason: code, domain: DOMAIN, metadata: { kind } }),
    ...(fieldViolations.length ? [packed('BadRequest', { fieldViolations })] : []),
    ...(retryAfter === undefined
      ? []
      : [
          packed('RetryInfo', {
            retryDelay: { seconds: Math.floor(retryAfter), nanos: Math.round((retryAfter % 1) * 1e9) },
          }),
        ]),
  ];
  const Status = type('Status');
  const metadata = new Metadata();
  metadata.set(DETAILS, Buffer.from(Status.encode(Status.fromObject({ code: CODE[kind], message, details })).finish()));
  return { code: CODE[kind], details: message, metadata };
}

/** A fault of ours: told by the trace under which it is logged, and by nothing else. */
export function internalStatus(traceId: string | undefined): Pick<StatusObject, 'code' | 'details' | 'metadata'> {
  const metadata = new Metadata();
  if (traceId) metadata.set('trace-id', traceId);
  return { code: Grpc.INTERNAL, details: 'internal', metadata };
}

interface Detail {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

/** The error that the other side had: the same AppError where it was one, else what the transport ran into. */
export function fromStatus(error: ServiceError): Error {
  const [bytes] = error.metadata?.get(DETAILS) ?? [];
  const { details = [] } = Buffer.isBuffer(bytes) ? decoded<{ details?: Detail[] }>('Status', bytes) : {};
  const detail = <T>(name: string): Partial<T> => {
    const found = details.find(({ typeUrl }) => typeUrl.endsWith(`/google.rpc.${name}`));
    return found ? decoded<T>(name, found.value) : {};
  };
  const { reason, domain, metadata } = detail<{ reason: string; domain: string; metadata: { kind?: string } }>(
    'ErrorInfo',
  );
  const kind = metadata?.kind;
  if (domain !== DOMAIN || !reason || !kind || !(kind in CODE)) return transportError(error);
  const { fieldViolations = [] } = detail<{
    fieldViolations: { field: string; description: string; reason: string }[];
  }>('BadRequest');
  const { retryDelay } = detail<{ retryDelay: { seconds?: number; nanos?: number } }>('RetryInfo');
  return new AppError(
    kind as ErrorKind,
    reason,
    error.details,
    fieldViolations.map((each) => ({
      ...placeOf(each.field),
      ...(each.reason && { code: each.reason }),
      message: each.description,
    })),
    retryDelay && (retryDelay.seconds ?? 0) + (retryDelay.nanos ?? 0) / 1e9,
  );
}

/** What an error of the transport means to its caller; one that is none of these is a fault. */
function transportError(error: ServiceError): Error {
  // Either side refuses it by its size, and will each time.
  if (error.code === Grpc.RESOURCE_EXHAUSTED && /message .*larger than/.test(error.details)) return error;
  if ([Grpc.UNAVAILABLE, Grpc.RESOURCE_EXHAUSTED].includes(error.code)) {
    return new AppError('unavailable', 'UNAVAILABLE', 'The service is not there.', [], 1);
  }
  if ([Grpc.DEADLINE_EXCEEDED, Grpc.CANCELLED].includes(error.code)) {
    return new AppError('timeout', 'DEADLINE_EXCEEDED', 'The service did not answer in time.');
  }
  return error;
}

/** A message as a plain object; nothing of it when the bytes are not one. */
function decoded<T>(name: string, bytes: Uint8Array): Partial<T> {
  try {
    return type(name).toObject(type(name).decode(bytes), { longs: Number }) as Partial<T>;
  } catch {
    return {};
  }
}
