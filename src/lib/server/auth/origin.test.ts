import { expect, test } from 'vitest';
import { isOwnOrigin, type OriginFacts } from './origin.ts';

const facts: OriginFacts = {
  method: 'POST',
  origin: null,
  secFetchSite: null,
  hasCookie: true,
  hasBearer: false,
  ownOrigin: 'https://docs.example.com',
};

test.each<[string, Partial<OriginFacts>, boolean]>([
  ['our own Origin', { origin: 'https://docs.example.com' }, true],
  ['our own Origin in capitals', { origin: 'https://DOCS.example.com' }, true],
  ['another Origin', { origin: 'https://evil.example' }, false],
  [
    'another Origin without a cookie (a login caused by another site)',
    { origin: 'https://evil.example', hasCookie: false },
    false,
  ],
  [
    'another Origin that claims same-origin',
    { origin: 'https://evil.example', secFetchSite: 'same-origin' },
    false,
  ],
  [
    'our host on https, behind a proxy that we do not know of, as the browser confirms',
    {
      ownOrigin: 'http://docs.example.com',
      origin: 'https://docs.example.com',
      secFetchSite: 'same-origin',
    },
    true,
  ],
  [
    'our host on https from another site',
    {
      ownOrigin: 'http://docs.example.com',
      origin: 'https://docs.example.com',
      secFetchSite: 'cross-site',
    },
    false,
  ],
  [
    'another port that claims same-origin',
    { origin: 'https://docs.example.com:8443', secFetchSite: 'same-origin' },
    false,
  ],
  [
    'our own Origin with its default port written out',
    { origin: 'https://docs.example.com:443' },
    true,
  ],
  ['our own origin unknown', { ownOrigin: 'http://', origin: 'http://' }, false],
  ['our host on another scheme', { origin: 'http://docs.example.com' }, false],
  ['our host on another port', { origin: 'https://docs.example.com:8443' }, false],
  ['our name as a prefix', { origin: 'https://docs.example.com.evil.example' }, false],
  ['an opaque Origin', { origin: 'null' }, false],
  ['an empty Origin', { origin: '' }, false],
  ['Sec-Fetch-Site same-origin', { secFetchSite: 'same-origin' }, true],
  ['Sec-Fetch-Site same-site', { secFetchSite: 'same-site' }, false],
  ['Sec-Fetch-Site cross-site', { secFetchSite: 'cross-site' }, false],
  ['Sec-Fetch-Site none', { secFetchSite: 'none' }, false],
  ['neither header, with a cookie', {}, false],
  ['neither header, without a cookie (curl)', { hasCookie: false }, true],
  ['a bearer token', { hasBearer: true, origin: 'https://evil.example' }, true],
  ['PUT', { method: 'PUT' }, false],
  ['PATCH', { method: 'patch' }, false],
  ['DELETE', { method: 'DELETE' }, false],
  ['an unheard-of method', { method: 'PROPFIND' }, false],
  ['GET', { method: 'GET', origin: 'https://evil.example' }, true],
  ['HEAD', { method: 'HEAD', secFetchSite: 'cross-site' }, true],
])('%s', (_name, change, allowed) => {
  expect(isOwnOrigin({ ...facts, ...change })).toBe(allowed);
});
