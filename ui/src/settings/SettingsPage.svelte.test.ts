import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import { session } from '../host/session.svelte';
import { ko } from '../i18n/ko';
import { toasts } from '../kit/toasts.svelte';
import { preferences } from './preferences.svelte';
import SettingsPage from './SettingsPage.svelte';

let fake: FakeHost;

beforeEach(async () => {
  toasts.clear();
  fake = new FakeHost();
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  await session.open();
  await render(SettingsPage);
});

const seconds = () => page.getByRole('textbox', { name: ko.settings.clipboardSeconds });

describe('the language', () => {
  test('switches at once, also for the document, and is kept', async () => {
    await page.getByRole('radio', { name: 'English' }).click();
    await expect.element(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    expect(document.documentElement.lang).toBe('en');
    await expect.poll(async () => (await fake.settings()).language).toBe('en');
  });
});

describe('the theme', () => {
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
  const folder = page.getByText('/home/admin/.local/state/mapae');
  expect(getComputedStyle(folder.element()).userSelect).toBe('text');
});

test('what the protection guards against, and what not, stands in plain words', async () => {
  const { guards, limits } = ko.settings.protectionDetails.keyring;
  await expect.element(page.getByText(guards)).toBeVisible();
  await expect.element(page.getByText(limits)).toBeVisible();
});
