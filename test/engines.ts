/**
 * A suite over a real engine, where the environment says where one is. One that is absent is named, and does not
 * fail the tests, unless ENGINES=required.
 */
export function describeWithEngine(engine: string, variable: string, suite: (address: string) => void) {
  const address = process.env[variable];
  if (address) {
    describe(`on ${engine}`, () => suite(address));
    return;
  }
  const notFound = `${engine} was not found: ${variable} is not set`;
  if (process.env['ENGINES'] !== 'required') process.stderr.write(`${notFound}\n`);
  describe(`on ${engine}`, () => {
    it(`is told that ${notFound}`, () => {
      if (process.env['ENGINES'] === 'required') throw new Error(`${notFound}, and ENGINES=required`);
    });
  });
}

/** The same for a suite that needs several engines, named by their variables; without any it always runs. */
export function describeWithEngines(title: string, variables: readonly string[], suite: () => void) {
  const missing = variables.filter((variable) => !process.env[variable]);
  if (!missing.length) {
    describe(title, suite);
    return;
  }
  const notRun = `not run without ${missing.join(', ')}`;
  const required = process.env['ENGINES'] === 'required';
  if (!required) process.stderr.write(`${title}: ${notRun}\n`);
  describe(title, () => {
    it(`is told that it is ${notRun}`, () => {
      if (required) throw new Error(`${title} is ${notRun}, and ENGINES=required`);
    });
  });
}
