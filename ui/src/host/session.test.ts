/** What becomes of the session when the registry is locked, whoever locked it. */
import { beforeEach, expect, test } from 'vitest';
import { EVERY } from '../tokens/query';
import { host, setHost } from './context';
import { FakeHost } from './fake';
import { session } from './session.svelte';

let fake: FakeHost;

beforeEach(async () => {
  fake = new FakeHost({ tokens: 3, protection: { passphrase: true } });
  setHost(fake);
  await session.open();
});

test('a call that is refused because it is locked locks the window, and is refused', async () => {
  fake.protection.lock('suspend');
  await expect(host().listTokens(EVERY, 0, 1)).rejects.toMatchObject({ code: 'locked' });
  expect(session.registry.kind).toBe('locked');
  await expect.poll(() => session.registry).toMatchObject({ kind: 'locked', because: 'suspend' });
});

test('another refusal does not', async () => {
  fake.refuse('listTokens', { code: 'store_failed' });
  await expect(host().listTokens(EVERY, 0, 1)).rejects.toMatchObject({ code: 'store_failed' });
  expect(session.registry.kind).toBe('open');
});

test('it is locked at once, before Rust has said why', async () => {
  fake.session = () => new Promise(() => {});
  void session.locked();
  expect(session.registry.kind).toBe('locked');
});

test('it stays locked where the reason can not be had', async () => {
  fake.refuse('session', { code: 'internal' });
  await session.locked();
  expect(session.registry.kind).toBe('locked');
});

test('an answer that was overtaken by unlocking does not lock it again', async () => {
  let answer = () => {};
  const asked = fake.session;
  fake.session = async () => {
    const locked = { ...(await asked()), registry: { ...session.registry } };
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return locked;
  };
  const locking = session.locked();
  session.view = await asked();
  await expect.poll(() => session.registry.kind).toBe('open');
  await Promise.resolve();
  answer();
  await locking;
  expect(session.registry.kind).toBe('open');
});
