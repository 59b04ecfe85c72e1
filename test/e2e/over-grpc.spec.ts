import { stories } from './stories/index.js';
import { overGrpc } from './platform.js';
import { tell } from './shop.js';

tell(overGrpc, stories);
