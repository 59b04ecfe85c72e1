import type { Story } from '../shop.js';
import { badInputsOverGrpc } from './bad-inputs.grpc.js';
import { badInputsOverRest } from './bad-inputs.rest.js';
import { cancel } from './cancel.js';
import { conditional } from './conditional.js';
import { packing, returning } from './fulfilment.js';
import { idempotency } from './idempotency.js';
import { imports } from './import.js';
import { lists } from './lists.js';
import { live } from './live.js';
import { openapi } from './openapi.js';
import { operator } from './operator.js';
import { oversell } from './oversell.js';
import { payments } from './payments.js';
import { productHistory } from './product-history.js';
import { providerTroubles } from './provider-troubles.js';
import { rejected } from './rejected.js';
import { services } from './services.js';
import { shopping } from './shopping.js';
import { stock } from './stock.js';

/**
 * What is told over each way to run the platform. The shopper comes first, to shelves with nothing else on them; the
 * operator, who reads the whole log many times, before the crowd.
 */
export const stories: readonly Story[] = [
  shopping,
  conditional,
  cancel,
  packing,
  returning,
  payments,
  rejected,
  productHistory,
  stock,
  services,
  lists,
  live,
  badInputsOverRest,
  badInputsOverGrpc,
  openapi,
  operator,
  imports,
  oversell,
  idempotency,
  providerTroubles,
];
