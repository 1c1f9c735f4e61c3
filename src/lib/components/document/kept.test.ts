import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { copyContent, keptDoc } from './kept.ts';

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

  copyContent(keptDoc(kept), target, 'Route (my copy)');

  expect(target.getText('title').toJSON()).toBe('Route (my copy)');
  expect(target.getXmlFragment('content').toString()).toBe(
    '<heading level="2"></heading><paragraph><bold>my words</bold></paragraph>',
  );
});

test('nothing of the old history comes along', () => {
  const source = written();
  const target = new Y.Doc();
  copyContent(source, target, 'x');
  expect(Y.decodeStateVector(Y.encodeStateVector(target)).has(source.clientID)).toBe(false);
});
