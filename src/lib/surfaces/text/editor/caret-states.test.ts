import { expect, test } from 'vitest';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { CONTENT_ROOT } from '../schema.ts';
import { caretStates, caretUser } from './caret-states.ts';

/** The states that pass when somebody else publishes this. */
function passed(state: Record<string, unknown>) {
  const mine = new Awareness(new Y.Doc());
  const theirs = new Awareness(new Y.Doc());
  theirs.setLocalState(state);
  applyAwarenessUpdate(mine, encodeAwarenessUpdate(theirs, [theirs.clientID]), 'test');
  const states = caretStates(mine).getStates().get(theirs.clientID);
  mine.destroy();
  theirs.destroy();
  return states;
}

test('a caret in the body passes with its person', () => {
  const doc = new Y.Doc();
  const content = doc.getXmlFragment(CONTENT_ROOT);
  content.insert(0, [new Y.XmlElement('paragraph')]);
  const at = (index: number) =>
    JSON.parse(JSON.stringify(Y.createRelativePositionFromTypeIndex(content, index))) as unknown;
  const cursor = { anchor: at(0), head: at(1) };
  expect(passed({ cursor, user: { id: '1', name: 'Ann', color: 7 } })).toEqual({
    cursor,
    user: { name: 'Ann', hue: 7, color: '#000000' },
  });
});

test.each([
  5,
  {},
  { anchor: 1, head: 2 },
  { anchor: {}, head: {} },
  { anchor: { tname: 'title' }, head: { tname: 'title' } },
  { anchor: { type: { client: 1, clock: -1 } }, head: { type: { client: 1, clock: 0 } } },
  { anchor: { item: { client: 1e300, clock: 0 } }, head: { item: { client: 1, clock: 0 } } },
  { anchor: { tname: CONTENT_ROOT, assoc: 'x' }, head: { tname: CONTENT_ROOT } },
])('%j is no caret', (cursor) => {
  expect(passed({ cursor })).toBeUndefined();
});

test('whoever it is has a name and a hue', () => {
  expect(caretUser({})).toMatchObject({ name: 'Somebody', hue: 1 });
  expect(caretUser({ user: { name: '  ', color: 99 } })).toMatchObject({
    name: 'Somebody',
    hue: 1,
  });
  expect(caretUser({ user: { name: 'x'.repeat(200), color: 12 } })).toMatchObject({
    name: 'x'.repeat(60),
    hue: 12,
  });
});
