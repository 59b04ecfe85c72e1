import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { from } from 'rxjs';
const CONTRACT = Symbol('rpc contract');
export const wireName = (method) => method[0].toUpperCase() + method.slice(1);
/** Marks a controller as the one that serves an RPC contract. */
export function GrpcService(contract) {
    return (target) => {
        const methods = target.prototype;
        Controller()(target);
        Reflect.defineMetadata(CONTRACT, contract, target);
        for (const [method, request] of Object.entries(contract.rpc.requests)) {
            const handler = contract.rpc.streams.includes(method) ? observed(methods, method) : method;
            // The validation pipe looks for the request class where TypeScript puts it for a decorated method.
            Reflect.defineMetadata('design:paramtypes', [request], methods, handler);
            GrpcMethod(contract.rpc.service, wireName(method))(methods, handler, Object.getOwnPropertyDescriptor(methods, handler));
        }
    };
}
/** Nest takes streams as observables only: a twin of the method gives one. */
function observed(methods, method) {
    const twin = `${method} as observable`;
    Object.defineProperty(methods, twin, {
        configurable: true,
        writable: true,
        value(request) {
            return from(this[method](request));
        },
    });
    return twin;
}
/** The contracts that this process serves, with their controllers. */
export const served = (discovery) => discovery.getControllers().flatMap(({ metatype, instance }) => {
    const contract = metatype && Reflect.getMetadata(CONTRACT, metatype);
    return contract ? [{ contract, methods: instance }] : [];
});
//# sourceMappingURL=contract.js.map