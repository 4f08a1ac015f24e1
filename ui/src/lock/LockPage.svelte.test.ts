import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost, type FakeOptions } from '../host/fake';
import { FakeProtection } from '../host/fake-protection';
import { session } from '../host/session.svelte';
import type { LockedBecauseView } from '../host/types/LockedBecauseView';
import type { ProtectionView } from '../host/types/ProtectionView';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { announcer } from '../kit/announce.svelte';
import { findingsInBothThemes } from '../test-themes';
import LockPage from './LockPage.svelte';

let host: FakeHost;

async function open(options: FakeOptions = {}, draftKept = false): Promise<void> {
  host = new FakeHost({ protection: { passphrase: true }, locked: 'person', ...options });
  setHost(host);
  await session.open();
  const { registry } = session;
  if (registry.kind !== 'locked') throw new Error('it is locked');
  await render(LockPage, { because: registry.because, protection: registry.protection, draftKept });
}

const passphrase = () => page.getByLabelText('암호', { exact: true });
const recoveryKey = () => page.getByRole('textbox', { name: '복구 키' });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const opened = () => expect.poll(() => session.registry.kind).toBe('open');

beforeEach(() => {
  announcer.text = '';
  session.view = null;
});

describe('the passphrase', () => {
  test('has the focus, and Enter unlocks', async () => {
    await open();
    await expect.element(passphrase()).toHaveFocus();
    await userEvent.keyboard(`${FakeProtection.passphrase}{Enter}`);
    await opened();
    expect(announcer.text).toBe(ko.lock.unlocked);
  });

  test('that is wrong is said on its field, selected, and nothing moves', async () => {
    await open();
    const before = button('잠금 풀기').element().getBoundingClientRect().toJSON();
    await passphrase().fill('wrong');
    await button('잠금 풀기').click();
    await expect.element(passphrase()).toHaveAccessibleDescription(ko.errors.codes.wrong_passphrase);
    await expect.element(passphrase()).toBeInvalid();
    await expect.element(passphrase()).toHaveFocus();
    const input = passphrase().element() as HTMLInputElement;
    expect([input.selectionStart, input.selectionEnd]).toEqual([0, 5]);
    expect(button('잠금 풀기').element().getBoundingClientRect().toJSON()).toEqual(before);
    await userEvent.keyboard('x');
    await expect.element(passphrase()).toHaveValue('x');
    await expect.element(passphrase()).toBeValid();
  });

  test('is asked once while it is judged', async () => {
    await open();
    const unlock = vi.spyOn(host, 'unlock').mockReturnValue(new Promise(() => {}));
    await passphrase().fill('words');
    await userEvent.keyboard('{Enter}{Enter}');
    await expect.element(button('잠금 풀기')).toHaveAttribute('aria-busy', 'true');
    (button('잠금 풀기').element() as HTMLElement).click();
    expect(unlock).toHaveBeenCalledOnce();
    await expect.element(passphrase()).toHaveAttribute('readonly');
  });

  test('that is empty asks nothing', async () => {
    await open();
    const unlock = vi.spyOn(host, 'unlock');
    await button('잠금 풀기').click();
    expect(unlock).not.toHaveBeenCalled();
  });

  test('waits after too many wrong ones, counts down, says so once', async () => {
    await open();
    host.refuse('unlock', { code: 'too_many_attempts', seconds: 2 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const input = passphrase().element() as HTMLInputElement;
      input.value = 'wrong';
      input.dispatchEvent(new Event('input', { bubbles: true }));
      button('잠금 풀기')
        .element()
        .dispatchEvent(new MouseEvent('click', { bubbles: true }));
      await vi.waitFor(() => expect(document.body.textContent).toContain('2초 뒤에 다시'));
      expect(announcer.text).toBe(ko.lock.wait('2'));
      expect(document.querySelector('main button:disabled')?.textContent?.trim()).toBe('2초 뒤에 다시');
      await vi.advanceTimersByTimeAsync(1000);
      expect(document.querySelector('main button:disabled')?.textContent?.trim()).toBe('1초 뒤에 다시');
      expect(announcer.text).toBe(ko.lock.wait('2'));
      await vi.advanceTimersByTimeAsync(1000);
      expect(document.querySelector('main button:disabled')).toBeNull();
      expect(document.querySelector('[data-error]')).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });

  test('that could not be judged says why', async () => {
    await open();
    host.refuse('unlock', { code: 'internal', reference: 'K7M2QX' });
    await passphrase().fill('words');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('alert').getByText('K7M2QX', { exact: false })).toBeVisible();
  });
});

describe('the recovery key', () => {
  test('opens, however it is typed', async () => {
    await open({ protection: { passphrase: true, recoveryKey: true } });
    await button('복구 키로 열기').click();
    await expect.element(recoveryKey()).toHaveFocus();
    await userEvent.keyboard(`${FakeProtection.recoveryKey.toLowerCase().replaceAll('-', ' ')}{Enter}`);
    await opened();
  });

  test('that is mistyped is told from another one, and stays to be mended', async () => {
    await open({ protection: { passphrase: true, recoveryKey: true } });
    await button('복구 키로 열기').click();
    await recoveryKey().fill('7KQ2');
    await userEvent.keyboard('{Enter}');
    await expect.element(recoveryKey()).toHaveAccessibleDescription(ko.errors.codes.recovery_key_mistyped);
    await expect.element(recoveryKey()).toHaveValue('7KQ2');
    await recoveryKey().fill(FakeProtection.recoveryKey.replace('7', '8'));
    await userEvent.keyboard('{Enter}');
    await expect.element(recoveryKey()).toHaveAccessibleDescription(ko.errors.codes.wrong_recovery_key);
  });

  test('gives way to the passphrase again, and nothing typed goes along', async () => {
    await open({ protection: { passphrase: true, recoveryKey: true } });
    await passphrase().fill('half');
    await button('복구 키로 열기').click();
    await expect.element(recoveryKey()).toHaveValue('');
    await button('암호로 열기').click();
    await expect.element(passphrase()).toHaveValue('');
    await expect.element(passphrase()).toHaveFocus();
  });

  test('is not offered where there is none', async () => {
    await open();
    expect(button('복구 키로 열기').elements()).toEqual([]);
  });
});

describe('the keyring', () => {
  test('that was locked is asked again by one press', async () => {
    await open({ protection: { keyring: true }, locked: 'keyring_locked' });
    await expect.element(page.getByText(ko.lock.because.keyring_locked)).toBeVisible();
    await expect.element(button('키링으로 다시 시도')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await opened();
  });

  test('that is still locked says so', async () => {
    await open({ protection: { keyring: true }, locked: 'keyring_locked', keyring: 'locked' });
    await button('키링으로 다시 시도').click();
    await expect.element(page.getByRole('alert').getByText(ko.errors.codes.keyring_locked)).toBeVisible();
    await expect.element(button('키링으로 다시 시도')).toHaveFocus();
  });

  test('is another way beside the passphrase, tried as soon as it is chosen', async () => {
    await open({ protection: { passphrase: true, keyring: true }, locked: 'keyring_vanished' });
    await button('키링으로 다시 시도').click();
    await opened();
  });

  test.each<LockedBecauseView>(['start', 'person', 'idle', 'suspend', 'screen'])(
    'is no way where it was locked on purpose: %s',
    async (because) => {
      await open({ protection: { passphrase: true, keyring: true }, locked: because });
      await expect.element(passphrase()).toHaveFocus();
      expect(button('키링으로 다시 시도').query()).toBeNull();
    },
  );
});

test.each(Object.keys(ko.lock.because) as LockedBecauseView[])('says why: %s', async (because) => {
  await open({ locked: because });
  await expect.element(page.getByText(ko.lock.because[because])).toBeVisible();
});

test('says that a form is waiting', async () => {
  await open({}, true);
  await expect.element(page.getByText(ko.lock.draftKept)).toBeVisible();
});

test.each<[string, Partial<ProtectionView>]>([
  ['every way', { passphrase: true, keyring: true, recoveryKey: true }],
  ['the keyring alone', { keyring: true }],
  ['the recovery key alone', { keyFile: true, recoveryKey: true }],
  ['no way', { keyFile: true }],
])('axe finds nothing with %s, in both themes and languages', async (_, protection) => {
  await open({ protection });
  await expect.element(page.getByRole('heading', { name: ko.lock.title })).toBeVisible();
  expect(await findingsInBothThemes()).toEqual([]);
  i18n.language = 'en';
  await expect.element(page.getByRole('heading', { name: 'Locked' })).toBeVisible();
  expect(await findingsInBothThemes()).toEqual([]);
});
