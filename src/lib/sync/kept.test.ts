import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { KeptOffer } from './kept.ts';

test('what somebody who may not write could not send is offered as it is now, not as it was', () => {
  const doc = new Y.Doc();
  const offer = new KeptOffer(doc, () => 0);
  const state = { role: 'viewer', pending: 1, lineage: 'L' } as const;
  const words = (edits: number): string => {
    const copy = new Y.Doc();
    Y.applyUpdate(copy, offer.of({ ...state, edits })?.update ?? new Uint8Array([0, 0]));
    return copy.getText('title').toString();
  };
  doc.getText('title').insert(0, 'one');
  expect(words(1)).toBe('one');
  doc.getText('title').insert(3, ', two');
  // Still one change to whoever makes it.
  expect(words(2)).toBe('one, two');
  expect(offer.of({ ...state, edits: 2 })).toBe(offer.of({ ...state, edits: 2 }));
  expect(offer.of({ ...state, role: 'editor', edits: 2 })).toBeNull();
});
