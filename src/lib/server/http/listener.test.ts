import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createListener } from './listener.ts';

test('while it starts, a person gets a page that opens the wanted one, and a program a problem', async () => {
  const { server } = createListener();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const get = (path: string, Accept: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { Accept } });
  try {
    const page = await get('/login', 'text/html,application/xhtml+xml');
    expect(page.status).toBe(503);
    expect(page.headers.get('refresh')).toBe('1');
    expect(await page.text()).toContain('Runnel is starting');
    const problem = await get('/api/documents', 'text/html');
    expect(problem.status).toBe(503);
    expect(problem.headers.get('content-type')).toBe('application/problem+json');
    expect(await problem.json()).toMatchObject({ code: 'unavailable' });
    expect((await get('/healthz', '*/*')).status).toBe(200);
  } finally {
    server.close();
  }
});
