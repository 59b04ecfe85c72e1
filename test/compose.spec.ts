import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { configFrom } from '#runtime';
import { newKey } from '../libs/runtime/src/auth/key-file.js';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: object;
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly profiles: readonly string[];
  readonly read_only?: boolean;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const compose = load(readFileSync('docker-compose.yml', 'utf8'), { schema: YAML11_SCHEMA }) as Compose;
const services = Object.entries(compose.services);
const apps = services.filter(([, { build }]) => build);
const engines = services.filter(([, { build }]) => !build);

/** An environment as a container has it, its secrets in files that are there. */
function environmentOf({ environment = {} }: Service, folder: string): NodeJS.ProcessEnv {
  const inFiles = Object.entries(environment).map(([name, value]) => {
    const secret = /^\/run\/secrets\/(\w+)$/.exec(value)?.[1];
    if (!secret) return [name, value];
    const file = join(folder, secret);
    writeFileSync(file, secret === 'api_keys' ? newKey('admin', ['admin']).line : 'a secret of some length');
    return [name, file];
  });
  return Object.fromEntries(inFiles) as NodeJS.ProcessEnv;
}

describe('docker-compose.yml', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'compose-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What an environment comes to, as text: the configuration, or the sentences why there is none. */
  const outcome = (env: NodeJS.ProcessEnv) => {
    try {
      return JSON.stringify(configFrom(env));
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('has an app for every one that is started distributed, and each engine', () => {
    expect(apps.map(([name]) => name).sort()).toEqual(
      ['gateway', 'inventory', 'order', 'payment', 'product', 'saga-orchestrator'].sort(),
    );
    expect(engines.map(([name]) => name).sort()).toEqual(['elasticsearch', 'eventstore', 'kafka', 'mysql', 'redis']);
    for (const [name, { command }] of apps) {
      expect(command).toEqual([name]);
      expect(existsSync(`apps/${name}/src/main.ts`)).toBe(true);
    }
  });

  it.each(apps)('configures %s with what every app knows, and with nothing else', (_name, service) => {
    const env = environmentOf(service, folder);
    const all = outcome(env);
    expect(JSON.parse(all)).toMatchObject({ mode: 'distributed', eventStore: 'kurrentdb', host: '0.0.0.0' });
    for (const [name, value] of Object.entries(env)) {
      const others = [undefined, `not ${value}`, '1'].map((other) => outcome({ ...env, [name]: other }));
      expect({ name, changes: others.some((other) => other !== all) }).toEqual({ name, changes: true });
    }
  });

  it('pins every image, and asks every container whether it is well', () => {
    for (const [name, { image, healthcheck }] of services) {
      expect({ name, image }).toEqual({ name, image: expect.stringMatching(/^[\w./-]+:\d+\.\d+[\w.-]*$/) as string });
      expect({ name, healthcheck }).toEqual({ name, healthcheck: expect.any(Object) as object });
    }
  });

  it('gives an app a root that it cannot write, no rights, and engines that are well', () => {
    for (const [, app] of apps) {
      expect(app).toMatchObject({ read_only: true, cap_drop: ['ALL'], profiles: ['all'] });
      expect(Object.keys(app.depends_on!).sort()).toEqual(engines.map(([name]) => name).sort());
      for (const { condition } of Object.values(app.depends_on!)) expect(condition).toBe('service_healthy');
    }
    for (const [, { profiles }] of engines) expect(profiles).toEqual(['engines', 'all']);
  });

  it('names volumes and secrets that it declares, and opens ports on loopback only', () => {
    for (const [, { volumes = [], secrets = [], ports = [] }] of services) {
      for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
      for (const secret of secrets) expect(Object.keys(compose.secrets)).toContain(secret);
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('keeps the data of every engine in a volume', () => {
    for (const [name, { volumes }] of engines)
      expect({ name, volumes }).toEqual({ name, volumes: [expect.any(String)] });
  });
});

describe('Dockerfile', () => {
  const lines = readFileSync('Dockerfile', 'utf8').split('\n');

  it('copies what is there, and runs as somebody without rights', () => {
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
    const copied = lines.flatMap((line) => /^COPY --from=build \/daybook\/(\S+)/.exec(line)?.[1] ?? []);
    const sources = copied.filter((path) => !['node_modules', 'dist'].includes(path));
    for (const path of sources) expect({ path, there: existsSync(path) }).toEqual({ path, there: true });
    for (const line of ignored.filter((each) => each.startsWith('!'))) expect(existsSync(line.slice(1))).toBe(true);
    expect(lines).toContain('USER node');
  });
});

describe('npm run compose:secrets', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'secrets-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes what is missing, also where it was killed as it wrote a file', () => {
    const [tool, auth] = [join(folder, 'tools/compose-secrets.mjs'), join(folder, 'dist/libs/runtime/src/auth')];
    cpSync('tools/compose-secrets.mjs', tool);
    mkdirSync(auth, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(auth, 'key-file.js'), `export const newKey = () => ({ key: 'a key', line: 'its line' });`);

    // The limit ends the process at its first byte of a file.
    expect(spawnSync('sh', ['-c', `ulimit -f 0; exec "$0" "$1"`, process.execPath, tool]).status).not.toBe(0);
    expect(spawnSync(process.execPath, [tool]).status).toBe(0);
    const names = Object.keys(compose.secrets);
    expect(names.map((name) => [name, readFileSync(join(folder, 'secrets', name), 'utf8') !== ''])).toEqual(
      names.map((name) => [name, true]),
    );
  });
});
