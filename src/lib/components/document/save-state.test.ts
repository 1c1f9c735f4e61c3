import { expect, test } from 'vitest';
import type { ProviderStatus } from '../../sync/types.ts';
import { saveState } from './save-state.ts';

const live: ProviderStatus = {
  connection: 'live',
  loaded: true,
  synced: true,
  pending: 0,
  slow: false,
  role: 'editor',
  problem: null,
  kept: null,
  deviceFailed: false,
  lastHeardAt: 1,
  replaced: false,
};
const text = (change: Partial<ProviderStatus>, offline = false) =>
  saveState({ ...live, ...change }, offline).text;

test('Saved is said only when nothing waits', () => {
  expect(text({})).toBe('Saved');
  expect(text({ pending: 1 })).not.toContain('Saved');
  expect(text({ pending: 1, slow: true })).toBe('Saving…');
  expect(text({ synced: false })).not.toContain('Saved');
});

test('offline counts what this device keeps', () => {
  expect(text({ connection: 'offline', pending: 3 }, true)).toBe(
    'Offline: 3 changes kept on this device',
  );
  expect(text({ connection: 'offline', pending: 1 }, true)).toBe(
    'Offline: 1 change kept on this device',
  );
  expect(text({ connection: 'offline' }, true)).toBe('Offline');
});

test('nothing is said to be kept on a device that cannot keep it', () => {
  expect(text({ pending: 3, deviceFailed: true }, true)).toBe(
    'Offline: 3 changes in this tab only',
  );
});

test('a short loss of the connection changes no word', () => {
  expect(text({ connection: 'offline' })).toBe('Saved');
});

test('a viewer reads', () => {
  expect(text({ role: 'viewer' })).toBe('Read only');
});

test('what the server refused is not stored, whoever asks', () => {
  const problem = { type: 'about:blank', title: '', status: 413, code: 'too_large' } as const;
  expect(text({ problem, pending: 1 })).toBe('Not stored. Kept on this device');
  expect(text({ problem, pending: 1, role: 'viewer' })).toBe('Not stored. Kept on this device');
});
