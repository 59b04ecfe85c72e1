import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { ImportAnswer } from '#contracts';
import { CannotImport } from './cannot-import.js';

/** The connection failed or the platform is not in a state to answer: the same may succeed later. */
export class Unreachable extends Error {}

/** The platform gives a line a minute: when nothing comes for longer, nothing will. */
const SILENCE_MS = 120_000;

/** The platform as its REST API has it. */
export class Platform {
  private readonly base: URL;
  private readonly agent = new Agent({ keepAlive: true });

  /** @throws CannotImport for what is no address */
  constructor(url: string) {
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new CannotImport(`${url} is not an address like http://127.0.0.1:3000.`);
    this.base = new URL(url.endsWith('/') ? url : `${url}/`);
  }

  /** @throws CannotImport unless a platform answers there and is ready */
  async ready(): Promise<void> {
    const { status } = await this.get('readyz').catch((error: Error) => {
      throw new CannotImport(`There is no platform at ${this.base.origin}: ${error.message}.`);
    });
    if (status === 503) throw new CannotImport(`The platform at ${this.base.origin} is not ready yet.`);
    if (status !== 200) throw new CannotImport(`What answers at ${this.base.origin} is no platform.`);
  }

  /** @throws Unreachable */
  async get(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
    const sending = this.request('GET', path);
    sending.end();
    const response = await answerTo(sending);
    const body = await text(response).catch(unreachable);
    return { status: response.statusCode!, body: jsonOf(body) };
  }

  /**
   * Sends lines, and gives the answers while they are still being sent.
   * @throws Unreachable when it broke off: lines without an answer may or may not have been taken
   */
  async import(lines: Iterable<string>, answered: (answer: ImportAnswer) => void): Promise<void> {
    const sending = this.request('POST', 'v1/admin/imports', { 'content-type': 'application/x-ndjson' });
    const response = answerTo(sending);
    await Promise.all([send(sending, lines), response.then((answer) => readAnswers(answer, answered))]);
  }

  close(): void {
    this.agent.destroy();
  }

  private request(method: string, path: string, given: Record<string, string> = {}): ClientRequest {
    const key = process.env['DAYBOOK_API_KEY'];
    const headers = { ...given, ...(key && { authorization: `Bearer ${key}` }) };
    const url = new URL(path, this.base);
    const sending =
      url.protocol === 'https:'
        ? secureRequest(url, { method, headers })
        : request(url, { method, headers, agent: this.agent });
    return sending.setTimeout(SILENCE_MS, () => sending.destroy(new Error('no answer came')));
  }
}

async function answerTo(sending: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(sending, 'response').catch(unreachable)) as [IncomingMessage];
  return response;
}

/** As fast as the other side takes them; ends early when it does not take more. */
async function send(sending: ClientRequest, lines: Iterable<string>): Promise<void> {
  const broken = new AbortController();
  sending.once('close', () => broken.abort());
  sending.on('error', () => broken.abort());
  for (const line of lines) {
    if (broken.signal.aborted) return;
    if (!sending.write(line)) await once(sending, 'drain', { signal: broken.signal }).catch(() => {});
  }
  sending.end();
}

async function readAnswers(response: IncomingMessage, answered: (answer: ImportAnswer) => void): Promise<void> {
  if (response.statusCode !== 200) {
    const body = jsonOf(await text(response).catch(unreachable)) as { detail?: string } | undefined;
    const sentence = `the platform answers ${response.statusCode}${body?.detail ? ` (${body.detail})` : ''}`;
    if (response.statusCode! >= 500 || response.statusCode === 429) throw new Unreachable(sentence);
    throw new CannotImport(`It takes no imports: ${sentence}.`);
  }
  const lines = createInterface(response);
  const broken = new Promise<never>((_, reject) => response.once('error', reject));
  lines.on('line', (line) => answered(JSON.parse(line) as ImportAnswer));
  await Promise.race([once(lines, 'close'), broken]).catch(unreachable);
  if (!response.complete) throw new Unreachable('the connection broke off');
}

function unreachable(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  throw new Unreachable(code ?? message);
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
