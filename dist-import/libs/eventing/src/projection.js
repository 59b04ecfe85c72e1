/** Declares a projection with its types inferred, and forgets them for the runner. */
export const projection = (declared) => declared;
/** Options of a column for whole numbers up to 2^53: `@Column(integer)`. MySQL gives them as text, SQLite as numbers. */
export const integer = {
    type: 'bigint',
    transformer: {
        to: (value) => value,
        from: (value) => (value === null ? null : Number(value)),
    },
};
/** Options of a column for a time: ISO 8601, UTC, milliseconds, which sorts as text. */
export const time = { type: 'varchar', length: 24 };
//# sourceMappingURL=projection.js.map