var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import * as contracts from '#contracts';
import { AppError } from '#ports';
import { Refused } from '../refused.js';
import { checkOf, schemaOf } from './compiled.js';
import { isUnknownKey, mistakesOf } from './mistakes.js';
import { isQuery } from './query.js';
import { isDto, shapeOf } from './shape.js';
/** Bodies of PATCH, where `null` takes a field away instead of being its absence. */
const patches = new WeakSet();
/** Notes that `null` means something in this body. */
export const asPatch = (body) => {
    if (typeof body === 'object' && body !== null)
        patches.add(body);
    return body;
};
/** A request that could not be decoded; the pipe throws its error, where it becomes a status like any other. */
export class Undecodable {
    error;
    constructor(error) {
        this.error = error;
    }
}
/** Validates every REST body, query and gRPC request by its class. */
let Validation = class Validation {
    constructor() {
        // A rule that cannot be compiled shows here, at start.
        for (const type of Object.values(contracts))
            if (isDto(type))
                schemaOf(type);
    }
    transform(value, { type, metatype }) {
        if (value instanceof Undecodable)
            throw value.error;
        if (type === 'query' && isQuery(metatype))
            return metatype.parse(value);
        if (type !== 'body' || !isDto(metatype))
            return value;
        if (value instanceof Readable)
            throw new Refused(415, 'UNSUPPORTED_MEDIA_TYPE', 'This route takes one JSON document.');
        return validated(metatype, value ?? {});
    }
};
Validation = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [])
], Validation);
export { Validation };
/** The value as the class wants it; a `null` where a field may be absent is taken away, save in a patch. */
export function validated(dto, value) {
    if (!checkOf(dto)(value)) {
        const mistakes = mistakesOf(dto, value);
        if (mistakes.length)
            throw invalid(mistakes);
    }
    return (typeof value === 'object' && value !== null && patches.has(value) ? value : withoutNulls(dto, value));
}
export function invalid(mistakes) {
    const code = mistakes.every(isUnknownKey) ? 'UNKNOWN_FIELD' : 'VALIDATION_FAILED';
    const [first, ...more] = mistakes.map(({ pointer, parameter, header, message }) => `${pointer ?? parameter ?? header} ${message}`);
    return new AppError('invalid', code, more.length ? `${first}; and ${more.length} more` : `${first}`, mistakes);
}
function withoutNulls(dto, value) {
    const object = value;
    for (const [name, { nested, list }] of shapeOf(dto)) {
        const own = object[name];
        if (own === null)
            delete object[name];
        else if (nested && own !== undefined) {
            if (list)
                for (const each of own)
                    withoutNulls(nested, each);
            else
                withoutNulls(nested, own);
        }
    }
    return object;
}
//# sourceMappingURL=validation.pipe.js.map