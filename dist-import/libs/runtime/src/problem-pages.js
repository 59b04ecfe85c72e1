/** Everything is in the page itself: it is read where nothing else may be loaded. */
const STYLE = `
  :root { color-scheme: light dark; --ink: #223; --soft: #667; --line: #dcd7c8; --paper: #fbfaf6; --mark: #a67c1a }
  @media (prefers-color-scheme: dark) { :root { --ink: #e8e6df; --soft: #a9a79f; --line: #44423a; --paper: #1d1c19; --mark: #d9b154 } }
  body { margin: 0; border-top: 4px solid var(--mark); background: var(--paper); color: var(--ink); font: 17px/1.55 system-ui, sans-serif }
  main { max-width: 42rem; margin: 0 auto; padding: 3.5rem 1.5rem }
  h1 { margin: 0 0 .5rem; font-size: 1.9rem; line-height: 1.2 }
  h2 { margin: 2rem 0 .25rem; font-size: 1rem; color: var(--soft) }
  p, dd { margin: 0 } dd { color: var(--soft) } dt { margin-top: 1rem }
  code { font: .85em ui-monospace, monospace; color: var(--mark) }
  a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em }
  footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .9rem; color: var(--soft) }
`;
/** The page of one code. */
export const problemPage = (code, { title, meaning, remedy }) => page(title, `<h1>${text(title)}</h1><p><code>${code}</code></p>` +
    `<h2>What it means</h2><p>${text(meaning)}</p><h2>What to do</h2><p>${text(remedy)}</p>` +
    '<footer><a href="/problems">All problems</a> · <a href="/docs">The API</a></footer>');
/** All codes, each with a link to its page. */
export const indexPage = (problems) => page('Problems', `<h1>Problems</h1><p>Whatever is refused is answered with one of these codes.</p><dl>${Object.entries(problems)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { title }]) => `<dt><a href="/problems/${slugOf(code)}"><code>${code}</code></a></dt><dd>${text(title)}</dd>`)
    .join('')}</dl><footer><a href="/docs">The API</a></footer>`);
/** The kebab form of a code. */
export const slugOf = (code) => code.toLowerCase().replaceAll('_', '-');
const page = (title, content) => `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${text(title)} · Daybook</title><style>${STYLE}</style><body><main>${content}</main></body></html>\n`;
/** Text between tags; what stands between backticks is code. */
const text = (plain) => plain
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>');
//# sourceMappingURL=problem-pages.js.map