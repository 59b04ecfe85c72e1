const MARK = 'kafka';
/**
 * Where a consumer stands, as text: `kafka/order=0:1a,3:7`, offsets in base 36. It is for telling the lag; where a
 * group goes on is kept by the brokers. The log as a feed does not take it for one of its own.
 */
export const positionOf = (topics) => [...topics].reduce((text, [category, offsets]) => {
    const parts = [...offsets].map(([partition, offset]) => `${partition}:${offset.toString(36)}`);
    return parts.length ? `${text}/${category}=${parts.join(',')}` : text;
}, MARK);
/** By category; nothing for what is no position of this feed. */
export function offsetsIn(position) {
    const [mark, ...topics] = (position ?? '').split('/');
    const found = new Map();
    if (mark !== MARK)
        return found;
    for (const topic of topics) {
        const [category = '', parts = ''] = topic.split('=');
        const offsets = parts.split(',').map((part) => {
            const [partition, offset = ''] = part.split(':');
            return [Number(partition), parseInt(offset, 36)];
        });
        found.set(category, new Map(offsets));
    }
    return found;
}
/** How far a group is in each partition of the topics. */
export async function stateOf(admin, groupId, topics) {
    const committed = await admin.fetchOffsets({ groupId, topics: [...topics] });
    const states = topics.map(async (topic) => {
        const ofTopic = committed.find((found) => found.topic === topic)?.partitions ?? [];
        const offsets = new Map(ofTopic.map(({ partition, offset }) => [partition, Number(offset)]));
        return (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => {
            const next = Math.max(Number(low), offsets.get(partition) ?? -1);
            return { topic, partition, next, end: Number(high) };
        });
    });
    return (await Promise.all(states)).flat();
}
//# sourceMappingURL=offsets.js.map