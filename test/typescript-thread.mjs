// For threads that tests start from sources: `--import` of this in their execArgv.
import { register } from 'node:module';

register('./typescript.mjs', import.meta.url);
