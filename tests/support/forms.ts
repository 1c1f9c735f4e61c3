import { COOKIE_NAME } from '../../src/lib/server/auth/cookie.ts';

/** What a form action answered: `done`, `redirect:/where`, or the code of a refusal. */
export interface FormAnswer {
  readonly outcome: string;
  /** Everything that was answered, to look for links in it. */
  readonly text: string;
  /** Token of the session that the answer began. */
  readonly token: string | null;
}

/** Sends a form as a page with script does. Without `origin` it comes from the server's own page. */
export async function sendForm(
  url: string,
  path: string,
  fields: Record<string, string>,
  from: { readonly token?: string | undefined; readonly origin?: string } = {},
): Promise<FormAnswer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      Accept: 'application/json',
      Origin: from.origin ?? url,
      ...(from.token === undefined ? {} : { Cookie: `${COOKIE_NAME}=${from.token}` }),
    },
    body: new URLSearchParams(fields),
  });
  const text = await response.text();
  const cookie = new RegExp(`${COOKIE_NAME}=([a-z2-7]{40})`);
  const token = cookie.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? null;
  return { outcome: outcomeOf(text), text, token };
}

function outcomeOf(text: string): string {
  const answer = JSON.parse(text) as Record<string, unknown>;
  switch (answer['type']) {
    case 'success':
      return 'done';
    case 'redirect':
      return `redirect:${String(answer['location'])}`;
    case 'failure': {
      // As devalue writes it: the first value names the places of its fields in the list.
      const values = JSON.parse(String(answer['data'])) as [{ code: number }, ...unknown[]];
      return String(values[values[0].code]);
    }
    default:
      return String(answer['code']);
  }
}
