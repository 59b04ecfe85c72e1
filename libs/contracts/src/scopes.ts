/** What a key may be for; none includes another. */
export const SCOPES = ['read', 'write', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

/** What a caller of an RPC needs, as its proto says: the scope of a key, or to be one of our own processes. */
export type RpcScope = Scope | 'internal';
