import { stories } from './stories/index.js';
import { distributedOverMysql } from './platform.js';
import { tell } from './shop.js';

tell(distributedOverMysql, stories);
