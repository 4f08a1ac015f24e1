/** The imitation must not be kinder than the vault: screens would be built on what is not so. */
import { describe, expect, test } from 'vitest';
import { EVERY } from '../tokens/query';
import { FakeHost } from './fake';
import { FakeProtection } from './fake-protection';

const { passphrase, recoveryKey } = FakeProtection;

describe('a locked registry', () => {
  const locked = () => new FakeHost({ tokens: 3, protection: { passphrase: true }, locked: 'person' });

  test('answers about itself and refuses the rest', async () => {
    const host = locked();
    expect((await host.session()).registry.kind).toBe('locked');
    await host.setSetting({ key: 'theme', value: 'dark' });
    await expect(host.listTokens(EVERY, 0, 1)).rejects.toMatchObject({ code: 'locked' });
    await expect(host.verifyEvents()).rejects.toMatchObject({ code: 'locked' });
  });

  test('opens by its passphrase', async () => {
    const host = locked();
    await expect(host.unlock({ with: 'passphrase', text: 'no' })).rejects.toMatchObject({
      code: 'wrong_passphrase',
    });
    const session = await host.unlock({ with: 'passphrase', text: passphrase });
    expect(session.registry.kind).toBe('open');
    expect((await host.listTokens(EVERY, 0, 1)).total).toBe(3);
  });

  test('lets one wait after three wrong words, also with the right one', async () => {
    const host = locked();
    const attempt = (text: string) => host.unlock({ with: 'passphrase', text });
    for (const _ of [1, 2, 3])
      await expect(attempt('no')).rejects.toMatchObject({ code: 'wrong_passphrase' });
    await expect(attempt(passphrase)).rejects.toMatchObject({ code: 'too_many_attempts', seconds: 5 });
  });
});

test.each([
  recoveryKey,
  recoveryKey.toLowerCase(),
  recoveryKey.replaceAll('-', ''),
  recoveryKey.replaceAll('-', ' '),
  recoveryKey.replaceAll('0', 'o'),
])('a recovery key is read as %s', async (text) => {
  const host = new FakeHost({ protection: { passphrase: true, recoveryKey: true }, locked: 'start' });
  expect((await host.unlock({ with: 'recovery_key', text })).registry.kind).toBe('open');
});

test('a mistyped recovery key is told from another one', async () => {
  const host = new FakeHost({ protection: { passphrase: true, recoveryKey: true }, locked: 'start' });
  const attempt = (text: string) => host.unlock({ with: 'recovery_key', text });
  await expect(attempt(recoveryKey.slice(1))).rejects.toMatchObject({ code: 'recovery_key_mistyped' });
  await expect(attempt(recoveryKey.replace('7', '8'))).rejects.toMatchObject({ code: 'wrong_recovery_key' });
});

test('the last way in stays', async () => {
  const alone = new FakeHost({ protection: { passphrase: true } });
  await expect(alone.removePassphrase(passphrase)).rejects.toMatchObject({ code: 'last_protector' });
  const keyring = new FakeHost({ protection: { keyring: true } });
  await expect(keyring.setKeyring(false)).rejects.toMatchObject({ code: 'last_protector' });
});

test('only a passphrase locks', async () => {
  await expect(new FakeHost().lock()).rejects.toMatchObject({ code: 'nothing_to_lock_with' });
});
