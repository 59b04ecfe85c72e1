import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';

/** What the decorators of a property say of one value, or of the list that holds such values. */
export interface Rule {
  readonly name: string;
  readonly constraints: readonly unknown[];
  /** Of each value of a list, not of the list. */
  readonly each: boolean;
}

export interface Field {
  readonly optional: boolean;
  readonly list: boolean;
  /** The class of a value that is a message itself. */
  readonly nested?: Type | undefined;
  /** Its keys are the caller's own. */
  readonly free: boolean;
  readonly rules: readonly Rule[];
}

export type Shape = ReadonlyMap<string, Field>;

const FREE = ['isTexts', 'isNumbers', 'isJsonObject', 'isJsonValue'];
const STRUCTURE = ['isOptional', 'conditionalValidation', 'nestedValidation'];

const shapes = new Map<Type, Shape>();

/** The rules of a DTO class, read from what class-validator and class-transformer were told. */
export function shapeOf(dto: Type): Shape {
  let shape = shapes.get(dto);
  if (!shape) shapes.set(dto, (shape = read(dto)));
  return shape;
}

/** Whether values of the class are validated; a class without a single rule, like an empty message, is its caller's word. */
export const isDto = (type: unknown): type is Type =>
  typeof type === 'function' &&
  (shapes.has(type as Type) || getMetadataStorage().getTargetValidationMetadatas(type, '', false, false).length > 0);

function read(dto: Type): Shape {
  const all = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const names = [...new Set(all.map((m) => m.propertyName))];
  return new Map(
    names.map((name) => {
      const own = all
        .filter((m) => m.propertyName === name)
        .map(({ type, name: rule = type, each, constraints }) => ({
          type,
          name: rule,
          each,
          constraints: (constraints ?? []) as readonly unknown[],
        }));
      const is = (...wanted: string[]) => own.some((m) => wanted.includes(m.name) || wanted.includes(m.type));
      return [
        name,
        {
          optional: is('isOptional', 'conditionalValidation'),
          list: is('isArray'),
          nested: is('nestedValidation') ? classOf(dto, name) : undefined,
          free: is(...FREE),
          rules: own
            .filter((m) => !STRUCTURE.includes(m.name) && !STRUCTURE.includes(m.type))
            .map(({ name: rule, constraints, each }) => ({ name: rule, constraints, each })),
        },
      ];
    }),
  );
}

/** The class that class-transformer makes of a property's value: it has no public way to be asked. */
function classOf(dto: Type, name: string): Type {
  const made: unknown = (plainToInstance(dto, { [name]: {} }) as Record<string, unknown>)[name];
  const type = (made as object).constructor as Type;
  if (type === Object) throw new Error(`${dto.name}.${name} is validated but has no @Type`);
  return type;
}
