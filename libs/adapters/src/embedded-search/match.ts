import { toleratesTypo, withinOneTypo } from '#ports';

/** The three ways in which a document may hold all the words, from the strictest to the widest, as FTS5 expressions. */
export interface Match {
  readonly exact: string;
  readonly beginning: string;
  readonly typo: string;
}

/**
 * Writes the words of a query, which are letters and digits only, as FTS5 expressions; nothing that a user typed gets
 * there as syntax. `near` gives the words of the vocabulary that may be one typo away.
 */
export function matchOf(words: readonly string[], near: (word: string) => readonly string[]): Match {
  const quoted = words.map((word) => `"${word}"`);
  const begun = quoted.with(-1, `${quoted.at(-1)} *`);
  const mended = words.map((word, i) => {
    const others = toleratesTypo(word)
      ? near(word).filter((other) => other !== word && withinOneTypo(word, other))
      : [];
    return `(${[begun[i], ...others.map((other) => `"${other}"`)].join(' OR ')})`;
  });
  return { exact: quoted.join(' AND '), beginning: begun.join(' AND '), typo: mended.join(' AND ') };
}
