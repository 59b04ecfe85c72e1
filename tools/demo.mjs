/**
 * npm run demo [-- URL]: a shopkeeper's story against a running platform, with the requests that tell it. Everything has
 * new names in every run, so that it can be told again on the same data.
 */
const url = process.argv[2] ?? process.env.DAYBOOK_URL ?? 'http://127.0.0.1:3000';
const run = Date.now().toString(36).toUpperCase();
const [MUG, BAG, STAMP] = ['MUG', 'BAG', 'STAMP'].map((name) => `${name}-${run}`);
const colours = process.stdout.isTTY;
const paint = (code, text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);

const say = (text) => console.log(`\n${paint(1, text)}`);
const tell = (text) => console.log(`  ${paint(32, text)}`);

/** One request, shown as curl would send it. */
async function call(method, path, body, { headers = {}, quiet = false } = {}) {
  const key = process.env.DAYBOOK_API_KEY;
  const sent = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(key && { authorization: `Bearer ${key}` }),
    ...headers,
  };
  if (!quiet) {
    const shown = Object.entries(headers).map(([name, value]) => ` -H '${name}: ${value}'`);
    const data = body === undefined ? '' : ` --json '${JSON.stringify(body)}'`;
    console.log(
      paint(
        2,
        `  curl -s${method === 'GET' || body !== undefined ? '' : ` -X ${method}`} '${url}${path}'${shown.join('')}${data}`,
      ),
    );
  }
  const answer = await fetch(url + path, {
    method,
    headers: sent,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const json = await answer.json();
  if (answer.status >= 500) throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(json)}`);
  return { status: answer.status, headers: answer.headers, json };
}

const pounds = ({ amount }) => `£${(amount / 100).toFixed(2)}`;
const wait = { headers: { prefer: 'wait=10' } };
const order = (sku, quantity, more = {}) => ({ customerId: 'demo', lines: [{ sku, quantity }], ...more });
const stockOf = async (sku, options) => (await call('GET', `/v1/stock/${sku}`, undefined, options)).json;

/** Asks until it is so; what the platform does on its own takes a moment. */
async function until(what, ask) {
  for (const end = Date.now() + 15_000; Date.now() < end;) {
    const found = await ask();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It did not happen within 15 s: ${what}.`);
}

async function story() {
  say('1. Three products, and stock for two of them');
  for (const [sku, name, amount] of [
    [MUG, 'Enamel mug, forest green', 895],
    [BAG, 'Linen shopping bag', 1250],
    [STAMP, 'Rubber stamp, snail', 450],
  ]) {
    await call('POST', '/v1/products', { sku, name, price: { amount, currency: 'GBP' }, status: 'active' });
  }
  await call('POST', `/v1/stock/${MUG}/receipts`, { quantity: 100, reference: 'first delivery' });
  await call('POST', `/v1/stock/${BAG}/receipts`, { quantity: 10 });

  say('2. An order through checkout: stock reserved, payment authorised, order confirmed, money captured');
  const bought = (await call('POST', '/v1/orders', order(MUG, 3), wait)).json;
  tell(`${bought.number} is ${bought.status}, payment ${bought.payment.status}, ${pounds(bought.totals.total)}`);

  say('3. One that cannot be had, with the reason');
  const refused = (await call('POST', '/v1/orders', order(STAMP, 1), wait)).json;
  tell(`${refused.number} is ${refused.status}: ${refused.rejection.detail}`);

  say('4. A buyer changes her mind: stock and money go back');
  const regretted = (await call('POST', '/v1/orders', order(MUG, 2), wait)).json;
  await call('POST', `/v1/orders/${regretted.id}/cancel`, { reason: 'changed my mind' });
  const refunded = await until('the money is back', async () => {
    const { json } = await call('GET', `/v1/orders/${regretted.id}`, undefined, { quiet: true });
    return json.payment.status === 'refunded' && json;
  });
  tell(`${refunded.number} is ${refunded.status}, payment ${refunded.payment.status}`);

  say('5. The first order ships, and one mug comes back chipped');
  await call('POST', `/v1/orders/${bought.id}/shipments`, { tracking: 'DEMO-1' });
  const returned = await call('POST', `/v1/orders/${bought.id}/returns`, {
    lines: [{ lineId: '1', quantity: 1, disposition: 'damaged' }],
    reason: 'chipped',
  });
  await call('POST', returned.headers.get('location') + '/received');
  const partly = await until('the refund', async () => {
    const { json } = await call('GET', `/v1/orders/${bought.id}`, undefined, { quiet: true });
    return json.payment.status === 'partlyRefunded' && json;
  });
  tell(
    `${partly.number}: fulfilment ${partly.fulfilment.status}, refunded £${(partly.payment.refunded / 100).toFixed(2)}`,
  );

  say('6. Forty buyers want the last ten bags, all at once');
  const buyers = await Promise.all(
    Array.from({ length: 40 }, (_, n) => call('POST', '/v1/orders', order(BAG, 1), { ...wait, quiet: n > 0 })),
  );
  const got = buyers.filter(({ json }) => json.status === 'confirmed').length;
  const missed = buyers.filter(({ json }) => json.rejection?.code === 'STOCK_UNAVAILABLE').length;
  const left = await stockOf(BAG);
  tell(`${got} confirmed, ${missed} rejected for stock; available now: ${left.available}`);
  if (got !== 10 || missed !== 30 || left.available !== 0) throw new Error('Ten were to be had, ten are to be sold.');

  say('7. The same request twice, as after a lost answer: one order');
  const key = { headers: { 'idempotency-key': `demo-${run}`, prefer: 'wait=10' } };
  const once = await call('POST', '/v1/orders', order(MUG, 1), key);
  const again = await call('POST', '/v1/orders', order(MUG, 1), key);
  tell(
    `both are ${once.json.number}: ${once.json.id === again.json.id}; Idempotent-Replayed: ${again.headers.get('idempotent-replayed')}`,
  );

  say("8. The first order's timeline, over all that took part in it");
  const timeline = (await call('GET', `/v1/orders/${bought.id}/timeline?size=100`)).json;
  for (const { at, stream, type } of timeline.items)
    tell(`${at.slice(11, 23)}  ${stream.split('-')[0].padEnd(10)} ${type}`);

  say('9. Why are so many mugs available?');
  const why = (await call('GET', `/v1/stock/${MUG}/explanation`)).json;
  for (const { formula } of why.numbers) tell(formula);
  const ledger = (await call('GET', `/v1/stock/${MUG}/ledger?size=100`)).json;
  for (const { type, change, reservedChange, onHand, available } of ledger.items) {
    tell(
      `${type.padEnd(14)} on hand ${signed(change)}, reserved ${signed(reservedChange)}: ${onHand} on hand, ${available} available`,
    );
  }
}

const signed = (change) => (change > 0 ? `+${change}` : String(change)).padStart(4);

const alive = await fetch(`${url}/readyz`).catch(() => undefined);
if (!alive?.ok) {
  console.error(`There is no platform at ${url} that is ready: start one with npm start.`);
  process.exit(2);
}
try {
  const begun = Date.now();
  await story();
  say(`Told in ${((Date.now() - begun) / 1000).toFixed(1)} s. Now try npm run audit.`);
} catch (error) {
  console.error(`\nThe story went wrong: ${error.message}`);
  process.exit(1);
}
