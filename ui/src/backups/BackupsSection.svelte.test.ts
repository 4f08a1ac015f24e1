import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost, type FakeOptions } from '../host/fake';
import { FakeProtection } from '../host/fake-protection';
import { session } from '../host/session.svelte';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { toasts } from '../kit/toasts.svelte';
import { findingsInBothThemes } from '../test-themes';
import { backups } from './backups.svelte';
import Fixture from './section-fixture.svelte';
import { sizeWords } from './words';

const words = ko.backups;

let host: FakeHost;

async function open(options: FakeOptions = {}): Promise<void> {
  host = new FakeHost({ tokens: 40, protection: { passphrase: true }, ...options });
  setHost(host);
  await session.open();
  await render(Fixture);
  await expect.element(page.getByText('/home/admin/.local/state/mapae/backups')).toBeVisible();
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });
const rows = () => [...document.querySelectorAll('tbody tr')].map((row) => row.textContent?.trim());
const toast = () => expect.poll(() => toasts.shown.at(-1)?.text);
const path = () => page.getByRole('textbox', { name: words.path });
/** The field; the choice of a way has the same word. */
const passphrase = () => page.getByLabelText(ko.lock.passphrase, { exact: true }).last();

beforeEach(() => {
  toasts.clear();
  backups.view = null;
  session.view = null;
});

describe('the list', () => {
  test('has time, size and records of each, newest first', async () => {
    await open();
    expect(rows()).toHaveLength(3);
    await expect.poll(() => rows()[0]).toContain('2026-11-23 11:50');
    await expect.poll(() => rows()[0]).toContain('418kB');
    await expect.poll(() => rows()[0]).toContain('1,204건');
  });

  test('grows by one that is made now', async () => {
    await open();
    await button(words.now).click();
    await toast().toBe(words.made);
    expect(rows()).toHaveLength(4);
    await expect.poll(() => rows()[0]).toContain('2026-11-23 12:00');
  });

  test('that is empty says so', async () => {
    await open({ backups: 0 });
    await expect.element(page.getByText(words.none)).toBeVisible();
    await expect.element(button(words.drill)).toBeDisabled();
  });

  test('says that the last automatic one failed', async () => {
    await open({ backupFailed: 'no_access' });
    await expect.element(page.getByText(ko.common.banner.backupFailed.no_access)).toBeVisible();
  });

  test('tells why one could not be made', async () => {
    await open();
    host.refuse('backUpNow', { code: 'disk_full' });
    await button(words.now).click();
    await toast().toBe(ko.errors.codes.disk_full);
  });
});

describe('a drill', () => {
  test('that passes says what it has seen', async () => {
    await open();
    await button(words.drill).click();
    await expect
      .element(page.getByRole('status').getByText('토큰 40개와 기록 1,204건', { exact: false }))
      .toBeVisible();
  });

  test('that fails names what is different', async () => {
    await open({ different: ['배포 자동화', 'CI 러너'] });
    await button(words.drill).click();
    const alert = page.getByRole('alert');
    await expect.element(alert.getByText(words.drillUnopened('2', '40'))).toBeVisible();
    await expect.element(alert.getByText(words.drillDifferent('배포 자동화, CI 러너'))).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
  });
});

describe('restoring', () => {
  test('one of the list says what will happen, and takes the session that comes of it', async () => {
    await open();
    const restore = vi.spyOn(host, 'restoreBackup');
    await page.getByRole('button', { name: words.restoreLabel('2026-11-23 07:50') }).click();
    await expect.element(page.getByText(words.aside)).toBeVisible();
    await expect.element(page.getByRole('radio', { name: '2026-11-23 07:50', exact: false })).toBeChecked();
    // Not the button that does it has the focus.
    await expect.element(inDialog(words.cancel)).toHaveFocus();
    expect(restore).not.toHaveBeenCalled();
    await inDialog(words.restore).click();
    await toast().toBe(words.restored);
    expect(restore.mock.calls[0]?.[0]).toEqual({ from: 'backup', value: '20261122T225000.000Z-1197.age' });
    expect(page.getByRole('dialog').elements()).toEqual([]);
  });

  test('asks for a proof only where the backup takes one, and tells a wrong one', async () => {
    await open({ restoreNeedsProof: true });
    await page.getByRole('button', { name: words.restoreLabel('2026-11-23 11:50') }).click();
    expect(document.querySelector('dialog input[type="password"]')).toBeNull();
    await inDialog(words.restore).click();
    await expect.element(page.getByText(words.proofNeeded)).toBeVisible();
    await expect.element(passphrase()).toHaveFocus();
    await userEvent.keyboard('wrong{Enter}');
    await expect.element(passphrase()).toHaveAccessibleDescription(ko.errors.codes.wrong_passphrase);
    expect(await findingsInBothThemes()).toEqual([]);
    await passphrase().fill(FakeProtection.passphrase);
    await userEvent.keyboard('{Enter}');
    await toast().toBe(words.restored);
  });

  test('takes a recovery key instead', async () => {
    await open({ restoreNeedsProof: true });
    await page.getByRole('button', { name: words.restoreLabel('2026-11-23 11:50') }).click();
    await inDialog(words.restore).click();
    await page.getByRole('radio', { name: ko.lock.recoveryKey }).click({ force: true });
    await page.getByRole('textbox', { name: ko.lock.recoveryKey }).fill(FakeProtection.recoveryKey);
    await userEvent.keyboard('{Enter}');
    await toast().toBe(words.restored);
  });

  test('a file takes its path', async () => {
    await open();
    await button(words.restoreFile).click();
    await expect.element(path()).toHaveFocus();
    await inDialog(words.restore).click();
    await expect.element(path()).toHaveAccessibleDescription(words.pathEmpty);
    for (const [typed, code] of [
      ['nowhere', 'backup_not_found'],
      ['/tmp/newer.age', 'backup_newer'],
    ] as const) {
      await path().fill(typed);
      await userEvent.keyboard('{Enter}');
      await expect.element(path()).toHaveAccessibleDescription(ko.errors.codes[code]);
      await expect.element(path()).toHaveValue(typed);
      await expect.element(path()).toHaveFocus();
    }
    await path().fill('/tmp/broken.age');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('K7M2QX', { exact: false })).toBeVisible();
    await path().fill('~/mapae.age');
    await userEvent.keyboard('{Enter}');
    await expect.element(passphrase()).toHaveFocus();
    await userEvent.keyboard(`${FakeProtection.passphrase}{Enter}`);
    await toast().toBe(words.restored);
  });

  test('that was refused leaves the window with what the registry is then', async () => {
    await open();
    await button(words.restoreFile).click();
    await path().fill('/tmp/broken.age');
    await userEvent.keyboard('{Enter}');
    await expect.element(path()).toBeInvalid();
    // What kept its keys wants a person, now that it was closed and opened anew.
    host.protection.lock('person');
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => session.registry.kind).toBe('locked');
  });

  test('another file asks for its own proof', async () => {
    await open();
    await button(words.restoreFile).click();
    await path().fill('~/one.age');
    await userEvent.keyboard('{Enter}');
    await expect.element(passphrase()).toBeVisible();
    await passphrase().fill('typed for the first');
    await path().fill('~/other.age');
    await expect.poll(() => document.querySelector('dialog input[type="password"]')).toBeNull();
    await userEvent.keyboard('{Enter}');
    await expect.element(passphrase()).toHaveValue('');
  });
});

describe('exporting', () => {
  const folder = () => page.getByRole('textbox', { name: words.exportFolder });

  test('begins in the home folder and says where it lies', async () => {
    await open();
    await button(words.export).click();
    await expect.element(folder()).toHaveValue('/home/admin');
    await folder().fill('/media/stick');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('/media/stick/mapae-export-20261123T030000Z')).toBeVisible();
    await expect.element(inDialog(words.close).last()).toHaveFocus();
    expect(await findingsInBothThemes()).toEqual([]);
  });

  test('to a folder that can’t be written is refused on the field', async () => {
    await open();
    await button(words.export).click();
    await folder().fill('nowhere');
    await userEvent.keyboard('{Enter}');
    await expect.element(folder()).toHaveAccessibleDescription(ko.errors.codes.folder_unusable);
  });

  test('takes a passphrase or a recovery key to be there', async () => {
    await open({ protection: { keyring: true } });
    await button(words.export).click();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('alert').getByText(ko.errors.codes.not_portable)).toBeVisible();
  });
});

test.each([
  [999, '999B'],
  [418_304, '418kB'],
  [1_250_000, '1.3MB'],
  [20_000_000_000, '20GB'],
])('%i bytes are %s', (bytes, shown) => {
  expect(sizeWords(bytes).replace('byte', 'B')).toBe(shown);
});

test.each(['ko', 'en'] as const)('axe finds nothing in %s', async (language) => {
  i18n.language = language;
  await open({ backupFailed: 'disk_full' });
  expect(await findingsInBothThemes(), 'section').toEqual([]);
  for (const which of [2, 3, 4]) {
    document.querySelectorAll<HTMLButtonElement>('button')[which]?.click();
    await expect.poll(() => document.querySelector('dialog[open]')).not.toBeNull();
    expect(await findingsInBothThemes(), `dialog ${which}`).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => document.querySelector('dialog[open]')).toBeNull();
  }
});
