/** Bundles what every process loads, so that a start reads 30 files of others instead of 1,500. */
import { build } from 'esbuild';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The packages that every process loads at its start. Left where they are: clients of engines, loaded only where one
 * is configured, and packages that look for files beside themselves or are looked up by their path from another one.
 */
const BUNDLED = [
  '@grpc/grpc-js',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/cqrs',
  '@nestjs/microservices',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  'ajv',
  'class-validator',
  'fastify',
  'immutable',
  'lru-cache',
  'pino',
  'prom-client',
  'protobufjs',
  'rxjs',
  'typeorm',
];

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const LEFT = Object.keys(dependencies).filter((name) => !BUNDLED.includes(name));

const packageOf = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
const isBare = (specifier) => /^[@a-z]/.test(specifier) && !specifier.startsWith('node:');

/**
 * Writes `FOLDER/node_modules`, which Node finds before the one above it: what is built there stays as it is, file by
 * file, and only what it imports from the packages named above comes from the bundle.
 */
export async function bundleDependencies(folder) {
  const specifiers = await importedBy(folder);
  const names = new Map();
  for (const specifier of specifiers) names.set(specifier, Object.keys(await import(specifier)));

  const target = join(folder, 'node_modules');
  await build({
    ...FOR_NODE,
    entryPoints: specifiers.map((specifier) => ({ in: `entry:${specifier}`, out: fileOf(specifier) })),
    outdir: target,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    // Classes are found and told by their names.
    keepNames: true,
    banner: {
      // Metadata have to be there before the first decorator; bundles of modules have no `require` of their own.
      js: `import 'reflect-metadata'; import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`,
    },
    plugins: [entries(names), onlyBundled],
  });
  for (const name of new Set(specifiers.map(packageOf))) {
    const exported = specifiers.filter((specifier) => packageOf(specifier) === name);
    const exports = Object.fromEntries(
      exported.map((specifier) => [
        `.${specifier.slice(name.length)}`,
        `./${fileOf(specifier).slice(name.length + 1)}.js`,
      ]),
    );
    mkdirSync(join(target, name), { recursive: true });
    writeFileSync(join(target, name, 'package.json'), JSON.stringify({ type: 'module', exports }));
  }
}

const FOR_NODE = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' };

const fileOf = (specifier) =>
  packageOf(specifier) === specifier ? `${specifier}/index` : specifier.replace(/\.js$/, '');

/** What the built files import of the packages named above, deeper paths included. */
async function importedBy(folder) {
  const entryPoints = readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.js'))
    .map((path) => join(folder, path));
  const { metafile } = await build({
    ...FOR_NODE,
    entryPoints,
    packages: 'external',
    write: false,
    metafile: true,
    outdir: folder,
  });
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  return [...new Set(imported)].filter((path) => isBare(path) && BUNDLED.includes(packageOf(path))).sort();
}

/** One module per specifier, which exports by name what Node would: esbuild gives a module of CommonJS no names. */
const entries = (names) => ({
  name: 'entries',
  setup(bundle) {
    bundle.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice('entry:'.length), namespace: 'entry' }));
    bundle.onLoad({ filter: /./, namespace: 'entry' }, ({ path }) => {
      const exported = names.get(path).filter((name) => name !== 'module.exports');
      return { contents: `export { ${exported.join(', ')} } from '${path}';`, resolveDir: '.' };
    });
  },
});

/** Takes in the packages named above and what they import in turn, but no other dependency of ours and nothing that is not installed. */
const onlyBundled = {
  name: 'only-bundled',
  setup(bundle) {
    bundle.onResolve({ filter: /^[@a-z]/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData || path.startsWith('entry:')) return undefined;
      if (LEFT.includes(packageOf(path))) return { path, external: true };
      const found = await bundle.resolve(path, { ...from, pluginData: true });
      return found.errors.length ? { path, external: true } : found;
    });
  },
};
