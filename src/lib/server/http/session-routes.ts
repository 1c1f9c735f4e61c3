import { z } from 'zod';
import { blankCookie, sessionCookie } from '../auth/cookie.ts';
import { refuseForeignOrigin, requireSession } from './authenticate.ts';
import { readJson } from './body.ts';
import type { Exchange } from './exchange.ts';
import { PRIVATE_HEADERS, writeJson } from './problem.ts';

const Login = z.object({ email: z.string().max(320), password: z.string().max(1024) });

/** `POST /api/session`: 200 `{user, token}` and the cookie. 401 `bad_credentials`, 429 with `Retry-After`. */
export async function login({ app, req, res, client }: Exchange): Promise<void> {
  refuseForeignOrigin(req, client);
  const { email, password } = await readJson(req, res, Login);
  const signed = await app.accounts.login({ email, password, address: client.address });
  res.setHeader('Set-Cookie', sessionCookie(signed.token, { secure: client.secure }));
  writeJson(res, 200, { user: signed.user, token: signed.token });
}

/** `DELETE /api/session`: ends the session; its streams end within a second. 204. */
export async function logout(exchange: Exchange): Promise<void> {
  const { app, res, client } = exchange;
  const { session } = await requireSession(exchange);
  await app.accounts.logout(session.id);
  res.writeHead(204, { ...PRIVATE_HEADERS, 'Set-Cookie': blankCookie({ secure: client.secure }) });
  res.end();
}
