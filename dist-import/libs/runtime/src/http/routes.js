/** The methods of every path there is: Fastify itself tells a wrong method and a wrong path not apart. */
export class Routes {
    methods = new Map();
    patterns;
    constructor(server) {
        server.addHook('onRoute', ({ url, method }) => {
            if (/^\/?\*$/.test(url))
                return;
            const methods = this.methods.get(url) ?? new Set();
            this.methods.set(url, methods);
            for (const each of [method].flat())
                methods.add(each.toUpperCase());
            this.patterns = undefined;
        });
    }
    /** The methods of a path, from all routes that match it; none when there is no such path. */
    allowed(path) {
        this.patterns ??= [...this.methods].map(([url, methods]) => ({ pattern: patternOf(url), methods }));
        const found = this.patterns.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods]);
        return [...new Set(found)].sort();
    }
}
const patternOf = (url) => new RegExp(`^${url
    .replace(/[$()+.?[\\\]^{|}]/g, '\\$&')
    .replace(/:\w+/g, '[^/]+')
    .replaceAll('*', '.*')}/?$`);
//# sourceMappingURL=routes.js.map