import { randomBytes } from 'node:crypto';
import { errors } from '@elastic/elasticsearch';
import { canonical, CannotStart } from '#ports';
import { isMissing, meaningOf, noIndex, refusalIn } from './failures.js';
import { FORMAT, mappingOf, SETTINGS } from './mapping.js';
import { READ } from './opening.js';
/**
 * The indices of a namespace. What is called `products` is the alias `<namespace>-products` of an index whose name goes
 * on with a dot and a number, so that another one can take its place in one step. No alias has a dot.
 */
export class Indices {
    client;
    namespace;
    timeoutMs;
    constructor(client, namespace, timeoutMs) {
        this.client = client;
        this.namespace = namespace;
        this.timeoutMs = timeoutMs;
    }
    aliasOf(name) {
        return `${this.namespace}-${name}`;
    }
    /** Undefined where there is none; throws CannotStart for one that is not ours. */
    async find(name) {
        const alias = this.aliasOf(name);
        const request = { index: alias, features: ['aliases', 'mappings'] };
        const states = await this.asking(name, () => this.client.indices.get(request, READ)).catch((error) => {
            if (error instanceof Error && isMissing(error.cause))
                return {};
            throw error;
        });
        const [[physical, state] = [], ...others] = Object.entries(states);
        if (!physical)
            return undefined;
        const meta = state?.mappings?.['_meta'];
        if (others.length || physical === alias || typeof meta?.definition !== 'string') {
            throw new CannotStart(`The index ${alias} was not made by Daybook: remove it or choose another NAMESPACE.`);
        }
        const fields = Object.fromEntries(JSON.parse(meta.definition));
        return { physical, index: { name, fields }, format: Number(meta.daybook) };
    }
    async get(name) {
        const found = await this.find(name);
        if (!found)
            throw noIndex(name);
        return found;
    }
    /** Makes the index unless it is there; of several processes at once one does. Throws CannotStart for another definition. */
    async ensure(index) {
        const { name } = index;
        const definition = canonical(index);
        const found = (await this.find(name)) ?? (await this.make(index));
        if (canonical(found.index) !== definition || found.format !== FORMAT) {
            throw new CannotStart(`The search index ${this.aliasOf(name)} has other fields than this version of Daybook: rebuild it under a twin and swap.`);
        }
    }
    /** An empty index; what the name stood for and what broken rebuilds and swaps have left is removed. */
    async createAnew(index, beside) {
        const alias = this.aliasOf(index.name);
        canonical(index);
        await this.drop(index.name);
        const left = await this.asking(index.name, () => this.client.indices.get({ index: [`${alias}.*`, `${this.aliasOf(beside)}.*`], features: ['aliases'] }));
        for (const [physical, { aliases }] of Object.entries(left)) {
            if (!Object.keys(aliases ?? {}).length)
                await this.remove(physical, index.name);
        }
        await this.create(`${alias}.${randomBytes(6).toString('hex')}`, index);
    }
    /** The twin takes the place of the index; all that was put into it is seen. */
    async swap(name, twin) {
        const [old, rebuilt] = [await this.find(name), await this.get(twin)];
        const alias = this.aliasOf(name);
        await this.refresh(twin);
        const actions = [
            { add: { index: rebuilt.physical, alias } },
            { remove: { index: rebuilt.physical, alias: this.aliasOf(twin) } },
        ];
        if (old)
            actions.push({ remove: { index: old.physical, alias } });
        await this.asking(twin, () => this.client.indices.updateAliases({ actions }, { requestTimeout: this.timeoutMs }));
        if (old)
            await this.remove(old.physical, name);
    }
    async drop(name) {
        const found = await this.find(name);
        if (found)
            await this.remove(found.physical, name);
    }
    /** What was put before is found from now on. */
    async refresh(name) {
        const options = { requestTimeout: this.timeoutMs };
        await this.asking(name, () => this.client.indices.refresh({ index: this.aliasOf(name) }, options));
    }
    /** The name of the first index behind an alias is always the same: of several processes at once one makes it. */
    async make(index) {
        const physical = `${this.aliasOf(index.name)}.1`;
        if (!(await this.created(physical, index))) {
            const found = await this.find(index.name);
            if (found)
                return found;
            // The alias comes in the same step as the index: one without it is what a broken swap has left.
            await this.remove(physical, index.name);
            await this.created(physical, index);
        }
        return this.get(index.name);
    }
    /** False when there is one of this name already. */
    async created(physical, index) {
        try {
            await this.create(physical, index);
            return true;
        }
        catch (error) {
            if (error instanceof Error && refusalIn(error.cause)?.type === 'resource_already_exists_exception')
                return false;
            throw error;
        }
    }
    async create(physical, index) {
        const request = {
            index: physical,
            aliases: { [this.aliasOf(index.name)]: {} },
            settings: SETTINGS,
            mappings: mappingOf(index, canonical(index)),
        };
        await this.asking(index.name, () => this.client.indices.create(request, { requestTimeout: this.timeoutMs }));
    }
    async remove(physical, name) {
        const request = { index: physical, ignore_unavailable: true };
        await this.asking(name, () => this.client.indices.delete(request, { requestTimeout: this.timeoutMs }));
    }
    async asking(name, ask) {
        try {
            return await ask();
        }
        catch (error) {
            if (error instanceof errors.ResponseError && isMissing(error))
                throw Object.assign(noIndex(name), { cause: error });
            throw meaningOf(error, name);
        }
    }
}
//# sourceMappingURL=indices.js.map