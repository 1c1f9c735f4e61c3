import { expect, onTestFinished, test, vi } from 'vitest';
import * as Y from 'yjs';
import { MAX_UPDATE_BYTES } from '../../protocol/index.ts';
import { copyContent, keptDoc, openAsNew } from './kept.ts';

function written(): Y.Doc {
  const doc = new Y.Doc();
  doc.getText('title').insert(0, 'Route');
  const heading = new Y.XmlElement('heading');
  heading.setAttribute('level', '2');
  const words = new Y.XmlText();
  words.insert(0, 'my words', { bold: {} });
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [words]);
  doc.getXmlFragment('content').insert(0, [heading, paragraph]);
  return doc;
}

test('content and marks are written anew, over what is there', () => {
  const kept = { lineage: 'old', at: 0, update: Y.encodeStateAsUpdate(written()) };
  const target = new Y.Doc();
  target.getText('title').insert(0, 'something else');
  target.getXmlFragment('content').insert(0, [new Y.XmlElement('paragraph')]);

  Array.from(copyContent(keptDoc(kept), target, { kind: 'text', title: 'Route (my copy)' }));

  expect(target.getText('title').toJSON()).toBe('Route (my copy)');
  expect(target.getXmlFragment('content').toString()).toBe(
    '<heading level="2"></heading><paragraph><bold>my words</bold></paragraph>',
  );
});

test('nothing of the old history comes along', () => {
  const source = written();
  const target = new Y.Doc();
  Array.from(copyContent(source, target, { kind: 'text', title: 'x' }));
  expect(Y.decodeStateVector(Y.encodeStateVector(target)).has(source.clientID)).toBe(false);
});

test('the elements of a board are written anew under their ids, over what is there', () => {
  const source = new Y.Doc();
  const words = new Y.Text('Plan');
  source.getMap('elements').set('a', new Y.Map<unknown>(Object.entries({ type: 'note', x: 5 })));
  (source.getMap('elements').get('a') as Y.Map<unknown>).set('text', words);
  source.getMap('elements').set('nonsense', 7);
  const target = new Y.Doc();
  target.getMap('elements').set('old', new Y.Map());

  Array.from(copyContent(source, target, { kind: 'board', title: 'Mine' }));

  expect(target.getText('title').toJSON()).toBe('Mine');
  expect(target.getMap('elements').toJSON()).toEqual({ a: { type: 'note', x: 5, text: 'Plan' } });
  expect(Y.decodeStateVector(Y.encodeStateVector(target)).has(source.clientID)).toBe(false);
});

const MINE = { documentId: 'old', kind: 'text', title: 'Route (my copy)', userId: 'ann' };

/** A server to which `signedIn` is signed in. It is stricter than ours: who names nobody is refused too. */
function serverOf(signedIn: string, maxBytes = MAX_UPDATE_BYTES) {
  const asked: string[] = [];
  const page = new Y.Doc();
  page.getText('title').insert(0, 'Route (my copy)');
  page.getXmlFragment('content').insert(0, [new Y.XmlElement('paragraph')]);
  vi.stubGlobal('fetch', async (address: string, init: RequestInit = {}) => {
    const { pathname, searchParams } = new URL(address, 'http://test');
    asked.push(`${init.method ?? 'GET'} ${pathname}`);
    if (pathname.includes('/old/files/'))
      return new Response('bytes', { status: pathname.endsWith('gone') ? 404 : 200 });
    if (searchParams.get('person') !== signedIn) return new Response(null, { status: 403 });
    if (pathname.endsWith('/snapshot')) {
      return new Response(new Uint8Array(Y.encodeStateAsUpdateV2(page)));
    }
    if (init.body instanceof Uint8Array) {
      if (init.body.byteLength > maxBytes) return new Response(null, { status: 413 });
      Y.applyUpdate(page, init.body);
    }
    return Response.json({ id: 'made' });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return { asked, page };
}

test('a kept copy becomes a page of the person whose it is', async () => {
  const { asked, page } = serverOf('ann');
  const kept = { lineage: 'old', at: 0, update: Y.encodeStateAsUpdate(written()) };
  await expect(openAsNew(kept, MINE)).resolves.toBe('made');
  expect(asked).toEqual([
    'POST /api/documents',
    'GET /api/documents/made/snapshot',
    'POST /api/documents/made/updates',
  ]);
  expect(page.getText('title').toJSON()).toBe('Route (my copy)');
  expect(page.getXmlFragment('content').toString()).toBe(
    '<heading level="2"></heading><paragraph><bold>my words</bold></paragraph>',
  );
});

test('the pictures of a kept board come along, and one that is gone holds up nothing', async () => {
  const { asked } = serverOf('ann');
  const board = new Y.Doc();
  for (const fileId of ['here', 'here too', 'gone']) {
    board.getMap('elements').set(fileId, new Y.Map(Object.entries({ type: 'image', fileId })));
  }
  const kept = { lineage: 'old', at: 0, update: Y.encodeStateAsUpdate(board) };
  await openAsNew(kept, { ...MINE, kind: 'board' });
  expect(asked).toEqual([
    'POST /api/documents',
    'GET /api/documents/old/files/here',
    'GET /api/documents/old/files/here%20too',
    'GET /api/documents/old/files/gone',
    'POST /api/documents/made/files',
    'POST /api/documents/made/files',
    'GET /api/documents/made/snapshot',
    'POST /api/documents/made/updates',
  ]);
});

test('nothing is made of a kept copy in the name of somebody else', async () => {
  const { asked } = serverOf('ben');
  const kept = { lineage: 'old', at: 0, update: Y.encodeStateAsUpdate(written()) };
  await expect(openAsNew(kept, MINE)).rejects.toThrow('403');
  expect(asked).toEqual(['POST /api/documents']);
});

test.for(['board', 'text'])(
  'a %s that is too large for one update comes over in several',
  async (kind) => {
    const { asked, page } = serverOf('ann');
    const large = new Y.Doc();
    const words = 'many words '.repeat(2_000);
    for (let i = 0; i < 250; i++) {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText(`${i} ${words}`)]);
      const element = new Y.Map(Object.entries({ type: 'text', x: i, words }));
      if (kind === 'text') large.getXmlFragment('content').insert(i, [paragraph]);
      else large.getMap('elements').set(`e${i}`, element);
    }
    const update = Y.encodeStateAsUpdate(large);
    expect(update.byteLength).toBeGreaterThan(MAX_UPDATE_BYTES);
    await openAsNew({ lineage: 'old', at: 0, update }, { ...MINE, kind });
    expect(asked.filter((each) => each.endsWith('/updates')).length).toBeGreaterThan(2);
    expect(asked.some((each) => each.startsWith('DELETE'))).toBe(false);
    expect(page.getText('title').toJSON()).toBe('Route (my copy)');
    if (kind === 'board') {
      expect(page.getMap('elements').toJSON()).toEqual(large.getMap('elements').toJSON());
    } else {
      const markup = (doc: Y.Doc) => doc.getXmlFragment('content').toString();
      expect(markup(page) === markup(large)).toBe(true);
    }
  },
);

test('a new page that the server does not take the content of is put away again', async () => {
  const { asked } = serverOf('ann', 20);
  const kept = { lineage: 'old', at: 0, update: Y.encodeStateAsUpdate(written()) };
  await expect(openAsNew(kept, MINE)).rejects.toThrow('413');
  expect(asked.at(-1)).toBe('DELETE /api/documents/made');
});
