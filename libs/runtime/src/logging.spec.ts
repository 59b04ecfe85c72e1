import { inContext } from '#ports';
import { StructuredLog } from './logging.js';

const written = (
  logFormat: 'json' | 'text',
  write: (log: StructuredLog) => void,
  logLevel: 'log' | 'error' | 'debug' = 'log',
) => {
  const lines: string[] = [];
  write(new StructuredLog({ logLevel, logFormat }, { write: (line) => void lines.push(line) }));
  return lines;
};
const context = {
  principal: 'ann',
  correlationId: 'c1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  deadline: 0,
};

describe('the log', () => {
  it('is one JSON line per entry, with its call', () => {
    const lines = written('json', (log) => inContext(context, () => log.log('placed', { order: 5 }, 'orders')));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'info',
      message: 'placed',
      context: 'orders',
      order: 5,
      correlationId: 'c1',
      traceId: '0af7651916cd43dd8448eb211c80319c',
    });
  });

  it('keeps the stack of an error in its line', () => {
    const [line] = written('json', (log) => log.error(new Error('broken'), 'orders'));
    expect(JSON.parse(line!)).toMatchObject({
      level: 'error',
      message: 'broken',
      stack: expect.stringContaining('at ') as string,
    });
  });

  it('is plain where people read it', () => {
    const lines = written('text', (log) => log.warn('late', { by: 3 }, 'orders'));
    expect(lines).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}\[orders\] late {"by":3}\n$/)]);
  });

  it('leaves out what is below its level', () => {
    expect(written('json', (log) => log.log('placed'), 'error')).toEqual([]);
  });

  it('tells how Nest is put together only to whoever looks for a fault', () => {
    const start = (log: StructuredLog) => log.log('Mapped {/, GET} route', 'RouterExplorer');
    expect(written('text', start)).toEqual([]);
    expect(written('text', start, 'debug')).toHaveLength(1);
  });
});
