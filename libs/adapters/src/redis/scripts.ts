import { randomBytes } from 'node:crypto';

/**
 * What `through` keeps under a key: `<revision>:<JSON>`. Without JSON it is the news that there is such a revision;
 * without a revision it is the mark that somebody loads.
 */
export const newMark = (): string => `:${randomBytes(9).toString('base64url')}`;

/** The parts of what is kept; both undefined while there is no value. */
export function valueIn(held: string | null): { readonly revision: number; readonly json: string } | undefined {
  const colon = held?.indexOf(':') ?? -1;
  if (!held || colon <= 0 || colon === held.length - 1) return undefined;
  return { revision: Number(held.slice(0, colon)), json: held.slice(colon + 1) };
}

const REVISION = `
local held = redis.call('GETRANGE', KEYS[1], 0, 20)
local revision = tonumber(string.match(held, '^(-?%d+):') or '-1e15')`;

/**
 * Arguments: revision, JSON, time to live in ms, the mark that was there when the load began. Keeps the value unless what
 * is there is newer; gives 1 when it did. Where nothing is there or another mark, the news that there was may have been
 * forgotten: then nothing is kept either.
 */
export const FILL = `${REVISION}
if held == '' or revision > tonumber(ARGV[1]) then return 0 end
if string.sub(held, 1, 1) == ':' and held ~= ARGV[4] then return 0 end
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
