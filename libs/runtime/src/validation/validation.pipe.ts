import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import * as contracts from '#contracts';
import { AppError } from '#ports';
import { checkOf, schemaOf } from './compiled.js';
import { isUnknownKey, mistakesOf } from './mistakes.js';
import { isQuery } from './query.js';
import { isDto, shapeOf } from './shape.js';

/** Bodies of PATCH, where `null` takes a field of theirs away instead of being its absence. */
const patches = new WeakSet<object>();

/** Notes that `null` means something in this body. */
export const asPatch = <T>(body: T): T => {
  if (typeof body === 'object' && body !== null) patches.add(body);
  return body;
};

/** A request that could not be decoded; the pipe throws its error, where it becomes a status like any other. */
export class Undecodable {
  constructor(readonly error: AppError) {}
}

/** Validates every REST body, query and gRPC request by its class. */
@Injectable()
export class Validation implements PipeTransform {
  constructor() {
    // A rule that cannot be compiled shows here, at start.
    for (const type of Object.values(contracts)) if (isDto(type)) schemaOf(type);
  }

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (value instanceof Undecodable) throw value.error;
    if (type === 'query' && isQuery(metatype)) return metatype.parse(value as Record<string, unknown>);
    if (type !== 'body' || !isDto(metatype)) return value;
    return validated(metatype, value ?? {});
  }
}

/** The value as the class wants it; a `null` where a field may be absent is taken away, save for the fields of a patch. */
export function validated<T>(dto: Type<T>, value: unknown): T {
  if (!checkOf(dto)(value)) {
    const mistakes = mistakesOf(dto, value);
    if (mistakes.length) throw invalid(mistakes);
  }
  return withoutNulls(dto, value, patches.has(value as object)) as T;
}

export function invalid(mistakes: AppError['errors']): AppError {
  const code = mistakes.every(isUnknownKey) ? 'UNKNOWN_FIELD' : 'VALIDATION_FAILED';
  const [first, ...more] = mistakes.map(
    ({ pointer, parameter, header, message }) => `${pointer ?? parameter ?? header} ${message}`,
  );
  return new AppError('invalid', code, more.length ? `${first}; and ${more.length} more` : `${first}`, mistakes);
}

function withoutNulls(dto: Type, value: unknown, isPatch = false): unknown {
  const object = value as Record<string, unknown>;
  for (const [name, { nested, list }] of shapeOf(dto)) {
    const own = object[name];
    if (own === null) {
      if (!isPatch) delete object[name];
    } else if (nested && own !== undefined) {
      if (list) for (const each of own as unknown[]) withoutNulls(nested, each);
      else withoutNulls(nested, own);
    }
  }
  return object;
}
