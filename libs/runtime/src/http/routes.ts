import type { FastifyInstance } from 'fastify';

/** The methods of every path there is: Fastify itself tells a wrong method and a wrong path not apart. */
export class Routes {
  private readonly methods = new Map<string, Set<string>>();
  private patterns: { pattern: RegExp; methods: Set<string> }[] | undefined;

  constructor(server: FastifyInstance) {
    server.addHook('onRoute', ({ url, method }) => {
      if (/^\/?\*$/.test(url)) return;
      const methods = this.methods.get(url) ?? new Set();
      this.methods.set(url, methods);
      for (const each of [method].flat()) methods.add(each.toUpperCase());
      this.patterns = undefined;
    });
  }

  /** The methods of a path, from all routes that match it; none when there is no such path. */
  allowed(path: string): string[] {
    this.patterns ??= [...this.methods].map(([url, methods]) => ({ pattern: patternOf(url), methods }));
    const found = this.patterns.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods]);
    return [...new Set(found)].sort();
  }
}

const patternOf = (url: string) =>
  new RegExp(
    `^${url
      .replace(/[$()+.?[\\\]^{|}]/g, '\\$&')
      .replace(/:\w+/g, '[^/]+')
      .replaceAll('*', '.*')}/?$`,
  );
