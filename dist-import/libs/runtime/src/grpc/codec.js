import protobuf from 'protobufjs';
import { descriptor } from '#contracts';
import { AppError } from '#ports';
import { invalid, Undecodable } from '../validation/validation.pipe.js';
import { fromWireOf, toWireOf } from './json.js';
import { checkWire, WireMistake } from './wire.js';
const root = protobuf.Root.fromJSON(descriptor).resolveAll();
const PLAIN = {
    longs: Number,
    enums: String,
    arrays: true,
    objects: true,
    defaults: true,
};
/** Plain objects of the house to and from the bytes of a message. */
export function codecOf(type) {
    const toWire = toWireOf(type);
    const fromWire = fromWireOf(type);
    return {
        encode(value) {
            const message = type.fromObject((toWire ? toWire(value) : value));
            return type.encode(message).finish();
        },
        decode(bytes) {
            const plain = type.toObject(type.decode(bytes), PLAIN);
            return fromWire ? fromWire(plain) : plain;
        },
    };
}
/** The request in the bytes, or what is wrong with them. */
function strictly(type, { decode }) {
    return (bytes) => {
        try {
            checkWire(type, bytes);
            return decode(bytes);
        }
        catch (error) {
            return new Undecodable(error instanceof WireMistake
                ? invalid([{ pointer: error.pointer, code: 'MALFORMED', message: error.message }])
                : new AppError('invalid', 'VALIDATION_FAILED', 'The request cannot be decoded.'));
        }
    };
}
/** A service as grpc-js takes it, with our own codec; requests are checked on the wire before they are decoded. */
export function serviceOf({ rpc }) {
    const service = root.lookupService(`${rpc.package}.${rpc.service}`);
    return Object.fromEntries(service.methodsArray.map((method) => {
        const { resolvedRequestType, resolvedResponseType } = method;
        const [request, response] = [codecOf(resolvedRequestType), codecOf(resolvedResponseType)];
        return [
            method.name,
            {
                path: `/${rpc.package}.${rpc.service}/${method.name}`,
                requestStream: false,
                responseStream: method.responseStream ?? false,
                requestSerialize: request.encode,
                requestDeserialize: strictly(resolvedRequestType, request),
                responseSerialize: response.encode,
                responseDeserialize: response.decode,
            },
        ];
    }));
}
//# sourceMappingURL=codec.js.map