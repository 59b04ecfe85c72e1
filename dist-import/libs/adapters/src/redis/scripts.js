/**
 * What `through` keeps under a key: `<revision>:<JSON>`. Without JSON it is the news that there is such a revision;
 * `:` alone says that somebody loads.
 */
export const LOADING = ':';
/** The parts of what is kept; both undefined while there is no value. */
export function valueIn(held) {
    const colon = held?.indexOf(':') ?? -1;
    if (!held || colon <= 0 || colon === held.length - 1)
        return undefined;
    return { revision: Number(held.slice(0, colon)), json: held.slice(colon + 1) };
}
const REVISION = `
local held = redis.call('GETRANGE', KEYS[1], 0, 20)
local revision = tonumber(string.match(held, '^(-?%d+):') or '-1e15')`;
/**
 * Arguments: revision, JSON, time to live in ms. Keeps the value unless what is there is newer; gives 1 when it did.
 * Where nothing is there, the news that there was may have been forgotten: then nothing is kept either.
 */
export const FILL = `${REVISION}
if held == '' or revision > tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[2], 'PX', ARGV[3])
return 1`;
/** Arguments: revision, time to live of the news in ms. Drops what is older. */
export const INVALIDATE = `${REVISION}
if held == '' or revision < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[1] .. ':', 'PX', ARGV[2])
end
return 1`;
/** Argument: time to live in ms, from the first use. Gives the new value. */
export const INCREMENT = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count`;
//# sourceMappingURL=scripts.js.map