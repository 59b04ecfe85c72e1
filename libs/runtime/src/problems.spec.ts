import { readdirSync, readFileSync } from 'node:fs';
import { refusals } from '#contracts';
import { indexPage, problemPage } from './problem-pages.js';
import { platformProblems } from './problem-catalogue.js';
import { problemOf, problemType } from './problems.js';

/** How the sources name the code of a refusal, or of an order that is rejected. */
const NAMED = [
  /new AppError\(\s*'\w+',\s*'([A-Z_]+)'/g,
  /new Refused\(\s*\d+,\s*'([A-Z_]+)'/g,
  /\brejected\(\s*'([A-Z_]+)'/g,
  /code: '([A-Z_]+)', detail/g,
];

describe('the problems', () => {
  const sources = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /^[\w-]+\/src\/.*\.ts$/.test(path) && !/\.spec\.ts$|\/gen\//.test(path))
      .map((path) => `${folder}/${path}`),
  );
  const used = new Set(
    sources.flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      return NAMED.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code]) => code!));
    }),
  );

  it('are described, every one that the sources can answer', () => {
    expect(used.size).toBeGreaterThan(60);
    expect([...used].filter((code) => !problemOf(code))).toEqual([]);
  });

  it('have one meaning each', () => {
    expect(Object.keys(platformProblems).filter((code) => code in refusals)).toEqual([]);
  });

  it('are listed with a link to each page', () => {
    const page = indexPage({ ...platformProblems, ...refusals });
    for (const code of used) expect(page).toContain(`href="${problemType(code)}"`);
  });

  it('are pages that need nothing but themselves and show no tag that was given', () => {
    const page = problemPage('ODD', { title: '<b>', meaning: 'a & `b`', remedy: 'none' });
    expect(page).toContain('<h1>&lt;b></h1>');
    expect(page).toContain('a &amp; <code>b</code>');
    expect(page).not.toMatch(/(?:src|href)="(?!\/)/);
  });
});
