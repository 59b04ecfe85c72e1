import { stories } from './stories/index.js';
import { embedded } from './platform.js';
import { tell } from './shop.js';

tell(embedded, stories);
