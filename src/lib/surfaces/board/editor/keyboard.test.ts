import { expect, test } from 'vitest';
import { shortcutOf } from './keyboard.ts';

const press = (key: string, code: string, held: Partial<KeyboardEvent> = {}): string =>
  shortcutOf({
    key,
    code,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...held,
  } as KeyboardEvent);

test.each([
  ['v', press('v', 'KeyV')],
  ['1', press('1', 'Digit1')],
  ['shift+1', press('!', 'Digit1', { shiftKey: true })],
  ['mod+z', press('z', 'KeyZ', { ctrlKey: true })],
  ['mod+shift+z', press('Z', 'KeyZ', { metaKey: true, shiftKey: true })],
  ['mod+]', press(']', 'BracketRight', { ctrlKey: true })],
  ['mod+shift+]', press('}', 'BracketRight', { ctrlKey: true, shiftKey: true })],
  ['alt+shift+h', press('Ó', 'KeyH', { altKey: true, shiftKey: true })],
  ['alt+s', press('ß', 'KeyS', { altKey: true })],
  ["mod+'", press("'", 'Quote', { ctrlKey: true })],
  ['shift+ArrowLeft', press('ArrowLeft', 'ArrowLeft', { shiftKey: true })],
  ['Delete', press('Delete', 'Delete')],
  ['Enter', press('Enter', 'NumpadEnter')],
  // On a French keyboard the letter counts, not the place where an English one has another.
  ['mod+z', press('z', 'KeyW', { ctrlKey: true })],
])('%s', (shortcut, pressed) => {
  expect(pressed).toBe(shortcut);
});
