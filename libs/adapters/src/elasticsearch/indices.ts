import { randomBytes } from 'node:crypto';
import { errors, type Client, type estypes } from '@elastic/elasticsearch';
import { canonical, CannotStart, type IndexDefinition, type SearchField } from '#ports';
import { isMissing, meaningOf, noIndex, refusalIn } from './failures.js';
import { FORMAT, mappingOf, SETTINGS, type Meta } from './mapping.js';
import { READ } from './opening.js';

/** What stands behind an alias. */
export interface Found {
  /** The name of the index itself. */
  readonly physical: string;
  readonly index: IndexDefinition;
  readonly format: number;
}

const foreign = (alias: string) =>
  new CannotStart(`The index ${alias} was not made by Daybook: remove it or choose another NAMESPACE.`);

/** What an index that Daybook has made tells of itself. */
function metaIn(mappings: estypes.MappingTypeMapping | undefined): Meta | undefined {
  const meta = mappings?._meta as Partial<Meta> | undefined;
  return typeof meta?.definition === 'string' ? (meta as Meta) : undefined;
}

/** What the names of all indices begin with that stand behind an alias, have stood there or are to. */
export const prefixOf = (alias: string): string => `${alias}.`;

/**
 * The indices of a namespace. What is called `products` is the alias `<namespace>-products` of an index whose name goes
 * on with a dot, so that another one can take its place in one step; a twin is named after what it is to replace, and
 * so never changes its own name. No alias has a dot.
 */
export class Indices {
  constructor(
    private readonly client: Client,
    private readonly namespace: string,
    private readonly timeoutMs: number,
  ) {}

  aliasOf(name: string): string {
    return `${this.namespace}-${name}`;
  }

  /** Undefined where there is none; throws CannotStart for one that is not ours, and for more than one. */
  async find(name: string): Promise<Found | undefined> {
    const [found, ...others] = await this.findAll(name);
    if (others.length) throw foreign(this.aliasOf(name));
    return found;
  }

  /** Two stand behind the alias of a twin that two processes have begun at once. */
  private async findAll(name: string): Promise<Found[]> {
    const alias = this.aliasOf(name);
    const request = { index: alias, features: ['aliases' as const, 'mappings' as const] };
    const states = await this.asking(name, () => this.client.indices.get(request, READ)).catch((error: unknown) => {
      if (error instanceof Error && isMissing(error.cause)) return {};
      throw error;
    });
    return Object.entries(states).map(([physical, { mappings }]) => {
      const meta = metaIn(mappings);
      if (physical === alias || !meta) throw foreign(alias);
      const fields = Object.fromEntries(JSON.parse(meta.definition) as [string, SearchField][]);
      return { physical, index: { name, fields }, format: Number(meta.daybook) };
    });
  }

  async get(name: string): Promise<Found> {
    const found = await this.find(name);
    if (!found) throw noIndex(name);
    return found;
  }

  /** Makes the index unless it is there; of several processes at once one does. Throws CannotStart for another definition. */
  async ensure(index: IndexDefinition): Promise<void> {
    this.assertSame(index, (await this.find(index.name)) ?? (await this.make(index)));
  }

  /** Looks at the index, where it is there. Throws CannotStart for another definition. */
  async check(index: IndexDefinition): Promise<void> {
    const found = await this.find(index.name);
    if (found) this.assertSame(index, found);
  }

  private assertSame(index: IndexDefinition, found: Found): void {
    if (canonical(found.index) !== canonical(index) || found.format !== FORMAT) {
      throw new CannotStart(
        `The index ${found.physical} of ${this.aliasOf(index.name)} has other fields than in this version of Daybook: delete it, and the next start makes it again from the rows.`,
      );
    }
  }

  /** An empty twin of `name`; what it stood for and what broken rebuilds and swaps have left is removed. */
  async createTwin(index: IndexDefinition, name: string): Promise<void> {
    const prefix = prefixOf(this.aliasOf(name));
    canonical(index);
    await this.drop(index.name);
    const left = await this.asking(index.name, () =>
      this.client.indices.get({ index: `${prefix}*`, features: ['aliases', 'mappings'] }),
    );
    for (const [physical, { aliases, mappings }] of Object.entries(left)) {
      if (metaIn(mappings) && !Object.keys(aliases ?? {}).length) await this.remove(physical, index.name);
    }
    await this.create(prefix + randomBytes(6).toString('hex'), index);
  }

  /** The twin takes the place of the index; all that was put into it is seen. */
  async swap(name: string, twin: string): Promise<void> {
    const [old, rebuilt] = [await this.find(name), await this.get(twin)];
    const alias = this.aliasOf(name);
    await this.refresh(twin);
    const actions: estypes.IndicesUpdateAliasesAction[] = [
      { add: { index: rebuilt.physical, alias } },
      { remove: { index: rebuilt.physical, alias: this.aliasOf(twin) } },
    ];
    if (old) actions.push({ remove: { index: old.physical, alias } });
    await this.asking(twin, () => this.client.indices.updateAliases({ actions }, { requestTimeout: this.timeoutMs }));
    if (old) await this.remove(old.physical, name);
  }

  async drop(name: string): Promise<void> {
    for (const { physical } of await this.findAll(name)) await this.remove(physical, name);
  }

  /** What was put before is found from now on. */
  async refresh(name: string): Promise<void> {
    const options = { requestTimeout: this.timeoutMs };
    await this.asking(name, () => this.client.indices.refresh({ index: this.aliasOf(name) }, options));
  }

  /** The name of the first index behind an alias is always the same: of several processes at once one makes it. */
  private async make(index: IndexDefinition): Promise<Found> {
    const physical = `${prefixOf(this.aliasOf(index.name))}1`;
    if (!(await this.created(physical, index))) {
      const found = await this.find(index.name);
      if (found) return found;
      // The alias comes in the same step as the index: one of ours without it is what a broken swap has left.
      await this.assertOurs(physical, index.name);
      await this.remove(physical, index.name);
      await this.created(physical, index);
    }
    return this.get(index.name);
  }

  /** False when there is one of this name already. */
  private async created(physical: string, index: IndexDefinition): Promise<boolean> {
    try {
      await this.create(physical, index);
      return true;
    } catch (error) {
      if (error instanceof Error && refusalIn(error.cause)?.type === 'resource_already_exists_exception') return false;
      throw error;
    }
  }

  private async create(physical: string, index: IndexDefinition): Promise<void> {
    const request = {
      index: physical,
      aliases: { [this.aliasOf(index.name)]: {} },
      settings: SETTINGS,
      mappings: mappingOf(index, canonical(index)),
    };
    await this.asking(index.name, () => this.client.indices.create(request, { requestTimeout: this.timeoutMs }));
  }

  private async assertOurs(physical: string, name: string): Promise<void> {
    const request = { index: physical, features: ['mappings' as const], ignore_unavailable: true };
    const states = await this.asking(name, () => this.client.indices.get(request, READ));
    for (const { mappings } of Object.values(states)) if (!metaIn(mappings)) throw foreign(physical);
  }

  private async remove(physical: string, name: string): Promise<void> {
    const request = { index: physical, ignore_unavailable: true };
    await this.asking(name, () => this.client.indices.delete(request, { requestTimeout: this.timeoutMs }));
  }

  private async asking<T>(name: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof errors.ResponseError && isMissing(error))
        throw Object.assign(noIndex(name), { cause: error });
      throw meaningOf(error, name);
    }
  }
}
