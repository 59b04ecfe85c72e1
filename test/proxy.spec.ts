import { connect, createServer, type Server, type Socket } from 'node:net';
import { until } from '../libs/ports/contract/until.js';
import { freePort } from './free-port.js';
import { Proxy } from './proxy.js';

describe('the proxy of the tests', () => {
  let echo: Server;
  let heard: string;
  let proxy: Proxy;
  let client: Socket;
  let got: string;
  let closed: boolean;
  const dial = () => {
    got = '';
    closed = false;
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('data', (chunk) => (got += String(chunk)));
    socket.on('error', () => undefined);
    socket.on('close', () => (closed ||= socket === client));
    client = socket;
  };

  beforeEach(async () => {
    heard = '';
    const port = await freePort();
    echo = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        heard += String(chunk);
        socket.write(chunk);
      });
    });
    await new Promise<void>((resolve) => echo.listen(port, '127.0.0.1', resolve));
    proxy = await Proxy.open('127.0.0.1', port);
    dial();
    client.write('hello');
    await until(() => got === 'hello');
  });
  afterEach(async () => {
    client.destroy();
    await proxy.close();
    await new Promise((resolve) => echo.close(resolve));
  });

  it('passes ends on in both directions', async () => {
    client.end();
    await until(() => closed && proxy.connections === 0);
    expect(heard).toBe('hello');
  });

  it('freezes, and gives what was sent meanwhile when it wakes', async () => {
    proxy.freeze();
    client.write('1');
    const other = connect(proxy.port, '127.0.0.1');
    await new Promise((resolve) => other.once('connect', resolve));
    other.destroy();
    expect([heard, got]).toEqual(['hello', 'hello']);
    proxy.heal();
    await until(() => got === 'hello1');
  });

  it('loses answers of what was done, or requests', async () => {
    proxy.dropAnswers();
    client.write('1');
    await until(() => heard === 'hello1');
    proxy.heal();
    client.write('2');
    await until(() => got === 'hello2');
    proxy.dropRequests();
    client.write('3');
    await until(() => client.bytesWritten === 8 && client.writableLength === 0);
    proxy.delay(1);
    proxy.slice();
    client.write('4');
    await until(() => client.writableLength === 0);
    expect(heard).toBe('hello12');
  });

  it('cuts, and takes the next connection', async () => {
    proxy.cut();
    await until(() => closed);
    dial();
    client.write('again');
    await until(() => got === 'again');
    expect(heard).toBe('helloagain');
  });

  it('refuses until it is healed', async () => {
    proxy.refuse();
    await until(() => closed);
    dial();
    await until(() => closed);
    proxy.heal();
    dial();
    client.write('again');
    await until(() => got === 'again');
    expect(heard).toBe('helloagain');
  });

  it('loses the server without telling the client', async () => {
    proxy.halfOpen();
    client.write('1');
    await until(() => client.writableLength === 0);
    expect([heard, closed]).toEqual(['hello', false]);
  });

  it('passes everything on slowly, byte by byte', async () => {
    proxy.slice();
    proxy.delay(1);
    client.write('slowly but surely');
    await until(() => got.length === 22);
    expect(got).toBe('helloslowly but surely');
  });
});
