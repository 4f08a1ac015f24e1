import { beforeEach, expect, test } from 'vitest';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import type { DecisionFilter } from '../host/types/DecisionFilter';
import { Decisions } from './decisions.svelte';

const everything: DecisionFilter = { token: null, allowed: null, step: null, text: '' };
let fake: FakeHost;
let decisions: Decisions;

beforeEach(async () => {
  fake = new FakeHost({ tokens: 10, gate: 'on', decisions: 1000 });
  setHost(fake);
  decisions = new Decisions(() => everything);
  await decisions.load();
});

const arrive = (count: number) => fake.fakeGate.decisions.arrive(count);
const numbers = (count: number) => Array.from({ length: count }, (_, at) => decisions.row(at)?.number);
/** Without a gap, newest first. */
const from = (newest: number, count: number) => Array.from({ length: count }, (_, at) => newest - at);

test('are taken in at once where they may be', async () => {
  arrive(3);
  await decisions.look(() => true);
  expect(numbers(5)).toEqual(from(1003, 5));
  expect(decisions.count).toBe(1003);
});

test('wait where they may not, and are all there when they are asked for', async () => {
  arrive(3);
  await decisions.look(() => false);
  arrive(4);
  await decisions.look(() => false);
  expect(decisions.waiting).toBe(7);
  expect(decisions.manyWaiting).toBe(false);
  expect(numbers(5)).toEqual(from(1000, 5));
  await decisions.load();
  expect(decisions.waiting).toBe(0);
  expect(numbers(5)).toEqual(from(1007, 5));
});

test('that are more than one look can count are told as many', async () => {
  arrive(500);
  await decisions.look(() => false);
  expect(decisions.manyWaiting).toBe(true);
});

test('leave no gap where many came at once', async () => {
  arrive(500);
  await decisions.look(() => true);
  decisions.need(150);
  await expect.poll(() => decisions.row(150)?.number).toBe(1350);
  expect(numbers(150)).toEqual(from(1500, 150));
});

test('that are older are found however many came meanwhile', async () => {
  arrive(250);
  decisions.need(300);
  await expect.poll(() => decisions.row(300)?.number).toBe(700);
  expect(numbers(300)).toEqual(from(1000, 300));
});

test('that have left the ring meanwhile are not waited for', async () => {
  const kept = fake.listDecisions;
  fake.listDecisions = async (filter, offset, limit) =>
    offset < 100 ? kept(filter, offset, limit) : { offset, total: 100, rows: [] };
  decisions.need(200);
  await expect.poll(() => decisions.count).toBe(100);
});

test('stay where a look fails, and it is told', async () => {
  fake.refuse('listDecisions', { code: 'store_failed' });
  await decisions.look(() => true);
  expect(decisions.failure).toMatchObject({ code: 'store_failed' });
  expect(numbers(3)).toEqual(from(1000, 3));
  await decisions.look(() => true);
  expect(decisions.failure).toBeNull();
});
