import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost, type FakeOptions } from '../host/fake';
import { FakeProtection } from '../host/fake-protection';
import { tell } from '../host/happenings';
import { session } from '../host/session.svelte';
import type { ProtectionView } from '../host/types/ProtectionView';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { toasts } from '../kit/toasts.svelte';
import { findingsInBothThemes } from '../test-themes';
import { rotation } from './rotation.svelte';
import Fixture from './section-fixture.svelte';

const words = ko.protection;
const NEW = '바람 부는 날 옥상에서 빨래';

let host: FakeHost;

async function open(protection: Partial<ProtectionView>, options: FakeOptions = {}): Promise<void> {
  host = new FakeHost({ tokens: 40, protection, ...options });
  setHost(host);
  await session.open();
  await render(Fixture);
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const dialog = (name: string) => page.getByRole('dialog', { name });
const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });
const field = (name: string) => page.getByLabelText(name, { exact: true });
const toast = () => expect.poll(() => toasts.shown.at(-1)?.text);

beforeEach(() => {
  toasts.clear();
  session.view = null;
  rotation.progress = null;
});

describe('the list of ways', () => {
  test.each<[string, Partial<ProtectionView>]>([
    [ko.common.protection.keyFile, { keyFile: true }],
    [ko.common.protection.keyring, { keyring: true }],
    [ko.common.protection.passphrase, { passphrase: true }],
    [ko.common.protection.keyring, { passphrase: true, keyring: true }],
  ])('begins with the weakest one: %s', async (badge, protection) => {
    await open(protection);
    await expect.element(page.getByText(badge)).toBeVisible();
  });

  test('says against what each helps, and against what not', async () => {
    await open({ keyring: true });
    for (const { guards, limits } of Object.values(words.protectors)) {
      await expect.element(page.getByText(guards)).toBeVisible();
      await expect.element(page.getByText(limits)).toBeVisible();
    }
  });

  test('warns that the keyring opens without the passphrase', async () => {
    await open({ passphrase: true, keyring: true });
    await expect.element(page.getByText(words.both)).toBeVisible();
  });

  test('does not offer to take out the last one, and says why', async () => {
    await open({ passphrase: true });
    await expect.element(button('암호 없애기')).toBeDisabled();
    await expect.element(button('암호 없애기')).toHaveAccessibleDescription(words.passphraseLast);
  });
});

describe('a passphrase', () => {
  test('is set in place of the key file, by keyboard', async () => {
    await open({ keyFile: true });
    await button(words.setTitle).click();
    await expect.element(field(words.fresh)).toHaveFocus();
    await userEvent.keyboard(`${NEW}{Enter}`);
    await expect.element(dialog(words.setTitle)).not.toBeInTheDocument();
    await toast().toBe(words.passphraseSet);
    expect(session.protection).toMatchObject({ passphrase: true, keyFile: false });
    await expect.element(page.getByText(ko.common.protection.passphrase)).toBeVisible();
  });

  test('is judged while it is typed, and refused with the reason only when it is set', async () => {
    await open({ keyFile: true });
    await button(words.setTitle).click();
    await field(words.fresh).fill('짧은 암호');
    await expect.element(page.getByText(words.strengths[0], { exact: false })).toBeVisible();
    expect(document.querySelector('dialog [data-error]')).toBeNull();
    await inDialog(words.set).click();
    await expect.element(field(words.fresh)).toBeInvalid();
    await expect.element(page.getByText(words.problems.too_short('15', '10'))).toBeVisible();
    await field(words.fresh).fill(NEW);
    await expect.element(field(words.fresh)).toBeValid();
    await expect.element(page.getByText(words.freshHint)).toBeVisible();
  });

  test('that anyone would try is refused', async () => {
    await open({ keyFile: true });
    await button(words.setTitle).click();
    await field(words.fresh).fill('password password password');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText(words.problems.guessable)).toBeVisible();
    expect(session.protection?.passphrase).toBe(false);
  });

  test('is changed with the present one, which may be wrong', async () => {
    await open({ passphrase: true });
    await button(words.changeTitle).click();
    await expect.element(field(words.present)).toHaveFocus();
    await field(words.present).fill('wrong');
    await field(words.fresh).fill(NEW);
    await userEvent.keyboard('{Enter}');
    await expect.element(field(words.present)).toHaveAccessibleDescription(ko.errors.codes.wrong_passphrase);
    await expect.element(field(words.present)).toHaveFocus();
    await userEvent.keyboard(FakeProtection.passphrase);
    await inDialog(words.change).click();
    await toast().toBe(words.passphraseChanged);
  });

  test('is taken out where the keyring stays', async () => {
    await open({ passphrase: true, keyring: true });
    await button('암호 없애기').click();
    await field(words.present).fill(FakeProtection.passphrase);
    await inDialog(words.remove).click();
    await toast().toBe(words.passphraseRemoved);
    expect(session.protection?.passphrase).toBe(false);
  });

  test('leaves nothing of what was typed in the next dialog', async () => {
    await open({ passphrase: true });
    await button(words.changeTitle).click();
    await field(words.fresh).fill('half a passphrase');
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog(words.changeTitle)).not.toBeInTheDocument();
    await button(words.changeTitle).click();
    await expect.element(field(words.fresh)).toHaveValue('');
  });
});

describe('the keyring', () => {
  test('is turned on and off', async () => {
    await open({ passphrase: true });
    await button(words.turnOnLabel).click();
    await toast().toBe(words.keyringOn);
    await button(words.turnOffLabel).click();
    await toast().toBe(words.keyringOff);
  });

  test.each(['locked', 'vanished'] as const)('that is %s says so in words', async (keyring) => {
    await open({ passphrase: true }, { keyring });
    await button(words.turnOnLabel).click();
    await toast().toBe(ko.errors.codes[`keyring_${keyring}`]);
    expect(session.protection?.keyring).toBe(false);
  });
});

test('going back to the key file asks, warns, and takes the passphrase', async () => {
  await open({ passphrase: true, keyring: true });
  await button(words.useKeyFile).click();
  await expect.element(page.getByText(words.useKeyFileText)).toBeVisible();
  await field(words.present).fill(FakeProtection.passphrase);
  await inDialog(words.useKeyFile).click();
  await toast().toBe(words.keyFileUsed);
  expect(session.protection).toMatchObject({ passphrase: false, keyring: false, keyFile: true });
});

describe('a recovery key', () => {
  const shown = () => page.getByRole('group', { name: words.recovery.key });
  const typed = () => page.getByRole('textbox', { name: words.recovery.typed });

  async function make(): Promise<void> {
    await button(words.makeLabel).click();
    await expect.element(shown()).toHaveTextContent(FakeProtection.recoveryKey.replaceAll('-', ''));
  }

  test('is shown once, typed back, and only then in force', async () => {
    await open({ passphrase: true });
    await make();
    await expect.element(button(words.recovery.noted)).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(typed()).toHaveFocus();
    expect(document.body.innerHTML).not.toContain(FakeProtection.recoveryKey.slice(0, 4));
    expect(session.protection?.recoveryKey).toBe(false);
    await userEvent.keyboard(`${FakeProtection.recoveryKey.toLowerCase()}{Enter}`);
    await toast().toBe(words.recovery.done);
    expect(session.protection?.recoveryKey).toBe(true);
  });

  test('that is typed back wrong is not in force', async () => {
    await open({ passphrase: true });
    await make();
    await button(words.recovery.noted).click();
    await typed().fill('7KQ2');
    await userEvent.keyboard('{Enter}');
    await expect.element(typed()).toHaveAccessibleDescription(ko.errors.codes.recovery_key_mistyped);
    await typed().fill(FakeProtection.recoveryKey.replace('7', '8'));
    await userEvent.keyboard('{Enter}');
    await expect.element(typed()).toHaveAccessibleDescription(words.recovery.different);
    await button(words.recovery.showAgain).click();
    await expect.element(shown()).toHaveTextContent(FakeProtection.recoveryKey.replaceAll('-', ''));
    expect(session.protection?.recoveryKey).toBe(false);
  });

  test('is not lost by a stray Escape', async () => {
    await open({ passphrase: true });
    const discard = vi.spyOn(host, 'discardRecoveryKey');
    await make();
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog(words.recovery.leaveTitle)).toBeVisible();
    await expect.element(button(words.recovery.stay)).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    await expect.element(shown()).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await button(words.recovery.leave).click();
    await expect.element(dialog(words.recovery.title)).not.toBeInTheDocument();
    expect(discard).toHaveBeenCalledOnce();
  });

  test('is printed alone', async () => {
    await open({ passphrase: true });
    const print = vi.spyOn(window, 'print').mockImplementation(() => {});
    await make();
    await button(words.recovery.print).click();
    expect(print).toHaveBeenCalledOnce();
    const sheet = document.querySelector('.recovery-sheet');
    expect(sheet?.textContent).toContain(words.recovery.sheet.title);
    expect(getComputedStyle(sheet as Element).display).toBe('none');
    print.mockRestore();
  });

  test('is taken out after a question', async () => {
    await open({ passphrase: true, recoveryKey: true });
    await button('복구 키 없애기').click();
    await expect.element(page.getByText(words.removeRecoveryText)).toBeVisible();
    await inDialog(words.remove).click();
    await toast().toBe(words.recoveryRemoved);
  });
});

describe('the data key', () => {
  const texts = words.rotation;

  /** A rotation that waits for the test. */
  function held() {
    const real = host.rotateDataKey;
    let release = () => {};
    const asked = vi.spyOn(host, 'rotateDataKey').mockImplementation(async (proof) => {
      tell({ kind: 'rotation_progress', done: 0, total: 40, ended: false });
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return real(proof);
    });
    return { asked, end: () => release() };
  }

  async function begin(passphrase: string = FakeProtection.passphrase): Promise<void> {
    await button(texts.open).click();
    await expect.element(field(ko.lock.passphrase)).toHaveFocus();
    await userEvent.keyboard(`${passphrase}{Enter}`);
  }

  test('is changed, shows how far, and tells that a new recovery key is needed', async () => {
    await open({ passphrase: true, recoveryKey: true });
    const { asked, end } = held();
    await begin();
    await expect.element(page.getByText(texts.progress('0', '40'))).toBeVisible();
    tell({ kind: 'rotation_progress', done: 12, total: 40, ended: false });
    await expect.element(page.getByText(texts.progress('12', '40'))).toBeVisible();
    expect((page.getByRole('progressbar').element() as HTMLProgressElement).position).toBe(0.3);
    expect(await findingsInBothThemes()).toEqual([]);
    end();
    await expect.element(dialog(texts.title)).not.toBeInTheDocument();
    await toast().toBe(texts.doneWithoutRecoveryKey);
    expect(asked).toHaveBeenCalledExactlyOnceWith({
      passphrase: FakeProtection.passphrase,
      recoveryKey: null,
    });
    expect(session.protection?.recoveryKey).toBe(false);
  });

  test('goes on while its dialog is closed', async () => {
    await open({ passphrase: true });
    const { end } = held();
    await begin();
    await button(texts.close).last().click();
    await expect.element(dialog(texts.title)).not.toBeInTheDocument();
    await expect.element(page.getByText(texts.progress('0', '40'))).toBeVisible();
    end();
    await toast().toBe(texts.done);
    await expect.element(button(texts.open)).toBeVisible();
  });

  test('is not begun with a wrong passphrase', async () => {
    await open({ passphrase: true });
    await begin('wrong');
    await expect
      .element(field(ko.lock.passphrase))
      .toHaveAccessibleDescription(ko.errors.codes.wrong_passphrase);
    expect(session.protection?.rotationUnfinished).toBe(false);
  });

  test('can be stopped, and gone on with without being asked again', async () => {
    await open({ passphrase: true });
    let stopped = () => {};
    vi.spyOn(host, 'stopRotation').mockImplementation(async () => stopped());
    vi.spyOn(host, 'rotateDataKey').mockImplementationOnce(async () => {
      tell({ kind: 'rotation_progress', done: 7, total: 40, ended: false });
      await new Promise<void>((resolve) => {
        stopped = resolve;
      });
      host.protection.view = { ...host.protection.view, rotationUnfinished: true };
      return host.protection.view;
    });
    await begin();
    await button(texts.stop).click();
    await toast().toBe(texts.stopped);
    await expect.element(page.getByText(texts.unfinished, { exact: false })).toBeVisible();
    await button(texts.goOn).click();
    await toast().toBe(texts.done);
    expect(session.protection?.rotationUnfinished).toBe(false);
  });
});

test.each(['ko', 'en'] as const)('axe finds nothing in the list and its dialogs in %s', async (language) => {
  i18n.language = language;
  await open({ passphrase: true, keyring: true, recoveryKey: true });
  expect(await findingsInBothThemes(), 'list').toEqual([]);
  const buttons = document.querySelectorAll<HTMLButtonElement>('ul button');
  for (const opener of buttons) {
    if (opener.disabled || opener.textContent?.trim() === i18n.t.common.close) continue;
    opener.click();
    const shown = await vi
      .waitFor(() => {
        const found = document.querySelector('dialog[open]');
        if (!found) throw new Error('no dialog yet');
        return found;
      }, 500)
      .catch(() => null);
    if (!shown) continue;
    expect(await findingsInBothThemes(), opener.textContent ?? '').toEqual([]);
    await userEvent.keyboard('{Escape}');
    const leave = [...document.querySelectorAll<HTMLButtonElement>('dialog button')].find((it) =>
      [ko.protection.recovery.leave, 'Discard'].includes(it.textContent?.trim() ?? ''),
    );
    leave?.click();
    await expect.poll(() => document.querySelector('dialog[open]')).toBeNull();
  }
});
