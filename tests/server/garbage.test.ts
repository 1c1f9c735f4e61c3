import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

/** Everything that the server answers to these bytes before it hangs up. */
async function say(...parts: (string | Buffer)[]): Promise<string> {
  const socket = connect(app.port, '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
  socket.on('error', () => socket.destroy());
  for (const part of parts) socket.write(part);
  await once(socket, 'close');
  return received;
}

/** The status lines in what was received. */
function statuses(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

const POST = 'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const GET = 'GET /healthz HTTP/1.1\r\nHost: x\r\n';
/** What would be a request of its own if the server misread where the first one ends. */
const SMUGGLED = 'GET /healthz HTTP/1.1\r\nHost: smuggled\r\n\r\n';

const CASES: readonly (readonly [name: string, ...bytes: (string | Buffer)[]])[] = [
  [
    'both lengths',
    `${POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  [
    'both lengths, the other way round',
    `${POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  ['two lengths', `${POST}Content-Length: 0\r\nContent-Length: 40\r\n\r\n${SMUGGLED}`],
  ['a negative length', `${POST}Content-Length: -1\r\n\r\n${SMUGGLED}`],
  ['a length in hex', `${POST}Content-Length: 0x10\r\n\r\n${SMUGGLED}`],
  ['a length past all numbers', `${POST}Content-Length: 99999999999999999999\r\n\r\n${SMUGGLED}`],
  [
    'an encoding that nobody knows',
    `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  [
    'chunked, and then something else',
    `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ],
  ['a chunk size of letters', `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
  ['a negative chunk size', `${POST}Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n`],
  [
    'a chunk size past all numbers',
    `${POST}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}`,
  ],
  [
    'a chunk longer than it says',
    `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{}}}}\r\n0\r\n\r\n`,
  ],
  [
    'endless chunk extensions',
    `${POST}Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(40_000)}\r\n{}\r\n0\r\n\r\n`,
  ],
  ['a space before the colon', `${GET}Content-Length : 4\r\n\r\n`],
  ['a header without a colon', `${GET}nonsense\r\n\r\n`],
  ['NUL in a header', `${GET}X: a\0b\r\n\r\n`],
  ['NUL in the path', 'GET /api/documents/\0 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a line break in the path', 'GET /api/doc\ruments HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['no Host', 'GET /healthz HTTP/1.1\r\n\r\n'],
  ['one header that is too large', `${GET}X: ${'x'.repeat(40_000)}\r\n\r\n`],
  ['a flood of headers', `${GET}${'a: b\r\n'.repeat(20_000)}\r\n`],
  ['a target that never ends', `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['a method that nobody knows', 'BREW /healthz HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['another version', 'GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n'],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['the hello of TLS', Buffer.from('16030100c8010000c40303', 'hex'), Buffer.alloc(200, 0xa5)],
  ['noise', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256))],
];

test.each(CASES)(
  'ER7: %s is 4xx, nothing after it is served, and the server lives',
  async (_name, ...bytes) => {
    const received = await say(...bytes);
    expect(received).toMatch(
      /^HTTP\/1\.1 4\d\d .*Connection: close.*application\/problem\+json|^HTTP\/1\.1 4\d\d .*application\/problem\+json.*Connection: close/s,
    );
    expect(statuses(received)).toHaveLength(1);
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  },
);

test('ER7: garbage after a good request ends the connection after the good answer', async () => {
  const received = await say(`${GET}\r\n`, 'this is not HTTP\r\n\r\n', SMUGGLED);
  expect(statuses(received)[0]).toBe(200);
  expect(
    statuses(received)
      .slice(1)
      .every((status) => status === 400),
  ).toBe(true);
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
});

test('ER1 ER2: a path that cannot be decoded is only a path that is not there', async () => {
  const { token } = await app.owner();
  const targets = [
    '%',
    '%zz',
    '%00',
    '%2f..%2f..%2fetc%2fpasswd',
    '%E0%A4%A',
    '%c0%ae',
    '..%5c',
    ';x',
    "'--",
  ];
  for (const target of targets) {
    const answer = await say(
      `GET /api/documents/${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer, target).toMatch(/^HTTP\/1\.1 404 .*"code":"not_found"/s);
  }
  // As the rest of a target: half an escape in the query names nothing.
  const query = await say(
    `GET /api/documents?trashed=%E0%A4%A&%zz=%00 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
  );
  expect(query).toMatch(/^HTTP\/1\.1 200 /);
});
