import { toleratesTypo, withinOneTypo } from '#ports';
/**
 * The ways in which a document may hold all the words, best first, as FTS5 expressions that no document matches two of:
 * every word is there; the last one is only the beginning of one; some word is there with a typo. The words are letters
 * and digits only, so nothing that a user typed gets there as syntax. `near` gives words that may be one typo away.
 */
export function waysToMatch(words, near) {
    const quoted = words.map((word) => `"${word}"`);
    const begun = quoted.with(-1, `${quoted.at(-1)} *`);
    const mended = words.map((word, i) => {
        const others = toleratesTypo(word)
            ? near(word).filter((other) => other !== word && withinOneTypo(word, other))
            : [];
        return [begun[i], ...others.map((other) => `"${other}"`)];
    });
    const [exact, beginning] = [quoted.join(' AND '), begun.join(' AND ')];
    const ways = [exact, `(${beginning}) NOT (${exact})`];
    if (mended.every((choices) => choices.length === 1))
        return ways;
    return [...ways, `(${mended.map((choices) => `(${choices.join(' OR ')})`).join(' AND ')}) NOT (${beginning})`];
}
//# sourceMappingURL=match.js.map