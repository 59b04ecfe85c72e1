import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { runOn } from './mysql-database.js';
import { OwnServer } from './own-server.js';

/** Program and options of the server of a URL; undefined when it does not run on this machine. */
function runningServer(url: string): { readonly program: string; readonly options: readonly string[] } | undefined {
  const home = join(process.env['ENGINES_HOME'] ?? join(homedir(), '.cache', 'daybook-engines'), 'mysql');
  try {
    const folder = readdirSync(home).find((name) => name.endsWith(`-${new URL(url).port}`))!;
    const pid = readFileSync(join(home, folder, 'pid'), 'utf8').trim();
    const options = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(1, -1);
    return { program: readlinkSync(`/proc/${pid}/exe`), options };
  } catch {
    return undefined;
  }
}

/** A server of its own for a test that kills it: the same program and options as the one that runs, an empty folder. */
export class MysqlServer extends OwnServer {
  private readonly data = join(this.folder, 'data');

  private constructor(
    private readonly program: string,
    private readonly like: readonly string[],
    /** Leads to its empty database. */
    readonly url: string,
  ) {
    super('mysql');
  }

  /** undefined where the server of the URL does not run on this machine. */
  static async start(url: string): Promise<MysqlServer | undefined> {
    const like = runningServer(url);
    if (!like) return undefined;
    const own = new URL(url);
    own.port = String(await freePort());
    own.pathname = 'daybook';
    const server = new MysqlServer(like.program, like.options, own.href);
    server.initialize();
    await server.run();
    return server;
  }

  override async run(): Promise<void> {
    const changes: Record<string, string> = {
      '--datadir': this.data,
      '--port': new URL(this.url).port,
      '--pid-file': join(this.folder, 'pid'),
    };
    const options = this.like.map((option) => {
      const name = option.split('=', 1)[0]!;
      return name in changes ? `${name}=${changes[name]}` : option;
    });
    const answers = () =>
      runOn(this.url, 'DO 1').then(
        () => true,
        () => false,
      );
    await this.launch(this.program, options, answers);
  }

  private initialize(): void {
    const own = ['--no-defaults', `--user=${userInfo().username}`, `--datadir=${this.data}`];
    const basedir = this.like.filter((option) => option.startsWith('--basedir='));
    const [program, options] = this.program.endsWith('mariadbd')
      ? ['mariadb-install-db', [...own, '--auth-root-authentication-method=normal', '--skip-test-db']]
      : [this.program, [...own, ...basedir, '--initialize-insecure']];
    const { status, stderr } = spawnSync(program, options);
    if (status !== 0) throw new Error(`The server's folder was not made: ${String(stderr)}`);
  }
}
