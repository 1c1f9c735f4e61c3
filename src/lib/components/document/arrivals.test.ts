import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Arrivals } from './arrivals.ts';

const priya = { id: '1', name: 'Priya Nair' };
const jonas = { id: '2', name: 'Jonas Berg' };
const amara = { id: '3', name: 'Amara Osei' };
let said: string[];
let arrivals: Arrivals;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  arrivals = new Arrivals((sentence) => said.push(sentence));
});
afterEach(() => void vi.useRealTimers());

test('who is here already is not announced', () => {
  arrivals.update([priya, jonas]);
  vi.runAllTimers();
  expect(said).toEqual([]);
});

test('one person is named, several are counted', () => {
  arrivals.update([]);
  arrivals.update([priya]);
  vi.runAllTimers();
  arrivals.update([priya, jonas]);
  arrivals.update([priya, jonas, amara]);
  vi.runAllTimers();
  expect(said).toEqual(['Priya joined', '2 people joined']);
});

test('coming and going in one sentence', () => {
  arrivals.update([priya]);
  arrivals.update([jonas]);
  vi.runAllTimers();
  expect(said).toEqual(['Jonas joined. Priya left']);
});

test('a flicker is not mentioned', () => {
  arrivals.update([priya]);
  arrivals.update([]);
  arrivals.update([priya]);
  vi.runAllTimers();
  expect(said).toEqual([]);
});
