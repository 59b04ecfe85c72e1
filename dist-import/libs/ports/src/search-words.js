/** Letters that are no base letter with a mark, and how they are typed without them. */
const PLAIN = {
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    đ: 'd',
    ð: 'd',
    ł: 'l',
    þ: 'th',
    ı: 'i',
    ς: 'σ',
};
const LONGEST_WORD = 64;
/**
 * The words of a text as every engine stores and compares them: runs of letters and digits, in small letters, without
 * diacritics (`Café` and `CAFE` are the same word), only the first 64 characters of longer ones. `ORD-2026-17` is
 * three words, so a code is found as it is typed.
 */
export function wordsOf(text) {
    const folded = text
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[\u0300-\u036f]/g, '')
        .replace(/[ßæœøđðłþıς]/g, (letter) => PLAIN[letter])
        .normalize('NFC');
    return (folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map((word) => word.length > LONGEST_WORD ? Array.from(word).slice(0, LONGEST_WORD).join('') : word);
}
/** Four letters or more and no digit: with another digit a code names another product or somebody else's order. */
export const toleratesTypo = (word) => Array.from(word).length >= 4 && !/\p{N}/u.test(word);
/** Whether two words differ by at most one insertion, deletion, replacement or exchange of neighbours. */
export function withinOneTypo(one, other) {
    const a = Array.from(one);
    const b = Array.from(other);
    const shorter = Math.min(a.length, b.length);
    let start = 0;
    while (start < shorter && a[start] === b[start])
        start++;
    let end = 0;
    while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end])
        end++;
    const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
    return (x.length <= 1 && y.length <= 1) || (x.length === 2 && y.length === 2 && x[0] === y[1] && x[1] === y[0]);
}
//# sourceMappingURL=search-words.js.map