/** What a key may be for; none includes another. */
export const SCOPES = ['read', 'write', 'admin'];
const FOR_OPERATORS = ['AdminService', 'SagaService'];
/** The scope that a call of a method needs. */
export const scopeOfRpc = (service, method) => FOR_OPERATORS.includes(service)
    ? 'admin'
    : /^(get|list|await|watch|explain|quote)[A-Z]/.test(method)
        ? 'read'
        : 'write';
//# sourceMappingURL=scopes.js.map