/** npm run api-key -- NAME --scopes read,write: a new bearer key, shown once, and its line for API_KEYS_FILE. */
import { parseArgs } from 'node:util';
import { newKey } from '../dist/libs/runtime/src/auth/key-file.js';

try {
  const options = { scopes: { type: 'string', default: 'read' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length !== 1)
    throw new Error('Say whose key it is: npm run api-key -- NAME --scopes read,write,admin');
  const { key, line } = newKey(positionals[0], values.scopes.split(','));
  console.error('The key, which is not shown again and not kept anywhere:');
  console.log(key);
  console.error('\nIts line for API_KEYS_FILE:');
  console.log(line);
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
