/**
 * npm run compose:secrets: what the containers of docker-compose.yml share, made anew where it is missing, in ./secrets.
 * Prints the bearer key of the administrator, which is not kept anywhere.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { newKey } from '../dist/libs/runtime/src/auth/key-file.js';

const FOLDER = new URL('../secrets/', import.meta.url);
mkdirSync(FOLDER, { recursive: true, mode: 0o700 });

for (const name of ['mysql_password', 'internal_token']) make(name, () => randomBytes(24).toString('hex'));
make('api_keys', () => {
  const { key, line } = newKey('admin', ['read', 'write', 'admin']);
  console.log(`The administrator's key, which is not shown again:\n${key}`);
  return `${line}\n`;
});

function make(name, content) {
  const file = new URL(name, FOLDER);
  if (existsSync(file)) return console.log(`secrets/${name} is there already.`);
  // Whole or not at all: what is there is never made again.
  const whole = new URL(`${name}.new`, FOLDER);
  // The containers' user is another one: the folder keeps others on this machine out.
  writeFileSync(whole, content(), { mode: 0o644 });
  renameSync(whole, file);
}
