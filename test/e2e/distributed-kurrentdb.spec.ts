import { stories } from './stories/index.js';
import { distributedOverKurrentdb } from './platform.js';
import { tell } from './shop.js';

tell(distributedOverKurrentdb, stories);
