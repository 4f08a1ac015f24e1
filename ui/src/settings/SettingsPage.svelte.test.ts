import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost, type FakeOptions } from '../host/fake';
import { session } from '../host/session.svelte';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { toasts } from '../kit/toasts.svelte';
import { findingsInBothThemes } from '../test-themes';
import { preferences } from './preferences.svelte';
import SettingsPage from './SettingsPage.svelte';

let fake: FakeHost;
let onlock: () => void;
let onkeys: () => void;

async function open(options: FakeOptions = {}): Promise<void> {
  toasts.clear();
  fake = new FakeHost(options);
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  await session.open();
  onlock = vi.fn();
  onkeys = vi.fn();
  await render(SettingsPage, { onlock, onkeys });
}

const seconds = () => page.getByRole('textbox', { name: ko.settings.clipboardSeconds });

describe('the language', () => {
  beforeEach(() => open());

  test('switches at once, also for the document, and is kept', async () => {
    await page.getByRole('radio', { name: 'English' }).click();
    await expect.element(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    expect(document.documentElement.lang).toBe('en');
    await expect.poll(async () => (await fake.settings()).language).toBe('en');
  });
});

describe('the theme', () => {
  beforeEach(() => open());

  test('is drawn at once and kept', async () => {
    await page.getByRole('radio', { name: '어둡게' }).click();
    await expect.poll(() => document.documentElement.dataset.theme).toBe('dark');
    expect(getComputedStyle(document.documentElement).colorScheme).toBe('dark');
    await expect.poll(async () => (await fake.settings()).theme).toBe('dark');
  });

  test('goes back to what it was when it could not be kept, and says why', async () => {
    fake.refuse('setSetting', { code: 'disk_full' });
    await page.getByRole('radio', { name: '어둡게' }).click();
    await expect.poll(() => toasts.shown[0]?.text).toBe(ko.errors.codes.disk_full);
    expect(document.documentElement.dataset.theme).toBe('system');
    await expect.element(page.getByRole('radio', { name: '시스템' })).toBeChecked();
  });
});

describe('the seconds on the clipboard', () => {
  beforeEach(() => open());

  test.each(['60', ' 60 ', '６０'])('are kept on Enter, typed as "%s"', async (typed) => {
    await seconds().fill(typed);
    await userEvent.keyboard('{Enter}');
    await expect.poll(async () => (await fake.settings()).clipboardSeconds).toBe(60);
    await expect.element(seconds()).toHaveValue('60');
  });

  test('are kept on leaving the field', async () => {
    await seconds().fill('45');
    await userEvent.tab();
    await expect.poll(async () => (await fake.settings()).clipboardSeconds).toBe(45);
  });

  test.each(['4', '601', '', 'ten', '1e2', '-30', '30.5'])(
    'are refused on the field as "%s", and nothing typed is lost',
    async (typed) => {
      await seconds().fill(typed);
      await userEvent.keyboard('{Enter}');
      await expect.element(seconds()).toBeInvalid();
      await expect.element(seconds()).toHaveAccessibleDescription(ko.settings.clipboardError('5', '600'));
      await expect.element(seconds()).toHaveValue(typed);
      await expect.element(seconds()).toHaveFocus();
      expect((await fake.settings()).clipboardSeconds).toBe(30);
    },
  );
});

test('the folders can be selected and copied', async () => {
  await open();
  const folder = page.getByText('/home/admin/.local/state/mapae');
  expect(getComputedStyle(folder.element()).userSelect).toBe('text');
});

test('what the protection guards against, and what not, stands in plain words', async () => {
  await open();
  const { guards, limits } = ko.protection.protectors.keyring;
  await expect.element(page.getByText(guards)).toBeVisible();
  await expect.element(page.getByText(limits)).toBeVisible();
});

test('the height of rows is kept', async () => {
  await open();
  await page.getByRole('radio', { name: ko.settings.densities.compact }).click({ force: true });
  await expect.poll(async () => (await fake.settings()).density).toBe('compact');
});

describe('the lock', () => {
  const idle = (name: string) => page.getByRole('radio', { name, exact: true });

  test('by itself is kept as it is chosen', async () => {
    await open({ protection: { passphrase: true } });
    await idle(ko.settings.minutes('30')).click({ force: true });
    await expect.poll(async () => (await fake.settings()).lock.idleMinutes).toBe(30);
    await idle(ko.settings.idleOff).click({ force: true });
    await expect.poll(async () => (await fake.settings()).lock.idleMinutes).toBeNull();
    await page.getByRole('checkbox', { name: ko.settings.onSuspend }).click();
    await expect
      .poll(async () => (await fake.settings()).lock)
      .toEqual({
        idleMinutes: null,
        onSuspend: false,
        onScreenLock: true,
        onStart: true,
      });
  });

  test('shows minutes that were set elsewhere', async () => {
    await open({ protection: { passphrase: true } });
    preferences.adopt({ ...preferences.view, lock: { ...preferences.view.lock, idleMinutes: 7 } });
    await expect.element(idle(ko.settings.minutes('7'))).toBeChecked();
  });

  test('goes back to what it was when it could not be kept', async () => {
    await open({ protection: { passphrase: true } });
    fake.refuse('setSetting', { code: 'disk_full' });
    await page.getByRole('checkbox', { name: ko.settings.onStart }).click();
    await expect.poll(() => toasts.shown[0]?.text).toBe(ko.errors.codes.disk_full);
    await expect.element(page.getByRole('checkbox', { name: ko.settings.onStart })).toBeChecked();
  });

  test('now is the window’s', async () => {
    await open({ protection: { passphrase: true } });
    await page.getByRole('button', { name: ko.settings.lockNow }).click();
    expect(onlock).toHaveBeenCalledOnce();
  });

  test('is off without a passphrase, says why, and leads to setting one', async () => {
    await open({ protection: { keyFile: true } });
    await expect.element(page.getByText(ko.settings.needsPassphrase, { exact: false })).toBeVisible();
    await expect.element(idle(ko.settings.minutes('10'))).toBeDisabled();
    await expect.element(page.getByRole('checkbox', { name: ko.settings.onStart })).toBeDisabled();
    await expect.element(page.getByRole('button', { name: ko.settings.lockNow })).toBeDisabled();
    await page.getByRole('button', { name: ko.settings.toProtection }).click();
    await expect
      .element(page.getByRole('heading', { level: 2, name: ko.protection.title, exact: true }))
      .toHaveFocus();
  });
});

describe('the reminders', () => {
  const box = (name: string) => page.getByRole('checkbox', { name, exact: true });
  const days = async () => (await fake.settings()).reminders.days;
  beforeEach(() => open());

  test('are for the days that are ticked', async () => {
    await expect.element(box(ko.settings.remindDays('14'))).toBeChecked();
    await box(ko.settings.remindDays('7')).click();
    await expect.poll(days).toEqual([14, 1, 0]);
    await box(ko.settings.remindDays('7')).click();
    await expect.poll(days).toEqual([14, 7, 1, 0]);
  });

  test('are off and on again at once', async () => {
    await box(ko.settings.remindOff).click();
    await expect.poll(days).toEqual([]);
    await expect.element(box(ko.settings.remindToday)).not.toBeChecked();
    await box(ko.settings.remindOff).click();
    await expect.poll(days).toEqual([14, 7, 1, 0]);
  });

  test('can stand in a calendar, too', async () => {
    await page.getByRole('button', { name: ko.settings.calendar }).click();
    await page.getByRole('dialog').getByRole('button', { name: ko.exporting.save, exact: true }).click();
    await expect.element(page.getByText('/home/admin/mapae-expiries-', { exact: false })).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
  });
});

describe('the audit log', () => {
  const verify = () => page.getByRole('button', { name: ko.settings.verify }).click();

  test('that is whole says how many records there are', async () => {
    await open();
    await verify();
    await expect.element(page.getByText(ko.settings.intact('1,204'))).toBeVisible();
  });

  test('that is broken names the first bad record and what is wrong with it', async () => {
    await open({ audit: { kind: 'broken', sequence: 57, flaw: 'altered', place: 'audit_file' } });
    await verify();
    const text = ko.settings.broken('감사 파일', '57', ko.settings.flaws.altered);
    await expect.element(page.getByRole('alert').getByText(text)).toBeVisible();
  });

  test('that could not be read says why', async () => {
    await open();
    fake.refuse('verifyEvents', { code: 'store_failed' });
    await verify();
    await expect.element(page.getByRole('alert').getByText(ko.errors.codes.store_failed)).toBeVisible();
  });
});

describe('the contents', () => {
  const contents = () => page.getByRole('navigation', { name: ko.settings.sections });

  test('lead to each section, by keyboard', async () => {
    await open();
    const links = contents().getByRole('button');
    for (const link of links.elements()) {
      (link as HTMLElement).focus();
      await userEvent.keyboard('{Enter}');
      expect(document.activeElement?.textContent).toBe(link.textContent?.trim());
      expect(document.activeElement?.tagName).toBe('H2');
      expect(link).toHaveAttribute('aria-current', 'true');
    }
  });

  test('the last one has the list of keys', async () => {
    await open();
    await page.getByRole('button', { name: ko.settings.keys }).click();
    expect(onkeys).toHaveBeenCalledOnce();
  });
});

test.each([{ keyFile: true }, { passphrase: true, keyring: true, recoveryKey: true }])(
  'axe finds nothing with %o, in both themes and languages',
  async (protection) => {
    await open({ protection, backupFailed: 'disk_full' });
    for (const language of ['ko', 'en'] as const) {
      i18n.language = language;
      await expect.element(page.getByRole('table')).toBeVisible();
      expect(await findingsInBothThemes()).toEqual([]);
    }
  },
);
