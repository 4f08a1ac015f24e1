import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost, type FakeOptions } from '../host/fake';
import { watch } from '../host/happenings';
import { session } from '../host/session.svelte';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { preferences } from '../settings/preferences.svelte';
import { findingsInBothThemes } from '../test-themes';
import { EVERY } from '../tokens/query';
import ImportDialog from './ImportDialog.svelte';

const words = ko.importing;

let fake: FakeHost;
let onclose: () => void;

async function open(options: FakeOptions = {}): Promise<void> {
  fake = new FakeHost(options);
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  await session.open();
  await watch();
  onclose = vi.fn();
  await render(ImportDialog, { onclose });
}

async function choose(lines: readonly string[]): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('input[type="file"]');
  if (!input) throw new Error('there is no field for a file');
  await userEvent.upload(input, new File([['이름,설명', ...lines].join('\n')], 'tokens.csv'));
}

const names = async () => (await fake.listTokens(EVERY, 0, 100)).rows.map(({ name }) => name);
const button = (name: string) => page.getByRole('button', { name, exact: true });

describe('a file', () => {
  beforeEach(() => open());

  test('is shown row by row, and nothing is changed before it is confirmed', async () => {
    await choose(['가,', '나,']);
    await expect.element(page.getByText(words.file('tokens.csv', '2'))).toHaveFocus();
    await expect.element(page.getByRole('rowheader', { name: '가', exact: true })).toBeVisible();
    expect(await names()).toEqual([]);
    await button(ko.common.ok).click();
    await expect.element(page.getByText(words.done('2'))).toBeVisible();
    await expect.element(page.getByRole('contentinfo').getByRole('button')).toHaveFocus();
    expect((await names()).sort()).toEqual(['가', '나']);
  });

  test('that is put away again changes nothing, and Rust need not keep it', async () => {
    const discarded = vi.spyOn(fake, 'discardImport');
    await choose(['가,']);
    await button(words.other).click();
    await expect.element(button(words.choose)).toHaveFocus();
    expect(discarded).toHaveBeenCalledOnce();
    expect(await names()).toEqual([]);
  });

  test('with bad rows shows those first, in words, and asks whether to take the rest', async () => {
    await choose(['가,', ',', '나쁜 줄', '가,']);
    await expect
      .element(page.getByRole('radio', { name: words.filtered(words.outcomes.bad, '3') }))
      .toBeChecked();
    await expect
      .element(page.getByText(`이름: ${ko.problems.problem.name_empty({ code: 'name_empty' })}`))
      .toBeVisible();
    await expect.element(page.getByText(words.problem.unreadable())).toBeVisible();
    await expect.element(page.getByText(words.problem.repeated({ code: 'repeated', line: 2 }))).toBeVisible();
    await expect.element(button(words.badStop)).toBeVisible();
    await button(words.badSkip).click();
    await expect.element(page.getByText(words.done('1'))).toBeVisible();
    expect(await names()).toEqual(['가']);
  });

  test('changes tokens that are there only where that was chosen', async () => {
    await choose(['가,']);
    await button(ko.common.ok).click();
    await expect.element(page.getByText(words.done('1'))).toBeVisible();
    const applied = vi.spyOn(fake, 'applyImport');
    await render(ImportDialog, { onclose });
    await choose(['가,다른 설명']);
    await expect.element(page.getByText(words.nothingToDo)).toBeVisible();
    await expect.element(button(ko.common.ok)).toBeDisabled();
    await page.getByRole('radio', { name: words.changedApply }).click();
    await button(ko.common.ok).click();
    await expect.poll(() => applied.mock.calls).toEqual([[true]]);
  });

  test('that is no list says so, and another one can be chosen', async () => {
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    await userEvent.upload(input as HTMLInputElement, new File(['xyz'], 'other.csv'));
    await expect.element(page.getByRole('alert').getByText(ko.errors.codes.import_unreadable)).toBeVisible();
    await choose(['가,']);
    await expect.element(page.getByText(words.file('tokens.csv', '1'))).toBeVisible();
  });

  test('that is not UTF-8 is read, and that is told', async () => {
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    const bytes = [0xc0, 0xcc, 0xb8, 0xa7, 0x2c, 0x0a, 0xb0, 0xa1, 0x2c];
    await userEvent.upload(input as HTMLInputElement, new File([new Uint8Array(bytes)], 'korean.csv'));
    await expect.element(page.getByText(words.eucKr)).toBeVisible();
    await expect.element(page.getByRole('rowheader', { name: '가', exact: true })).toBeVisible();
  });
});

test('a run can be stopped, and what is done stays done', async () => {
  await open({ delay: 30 });
  await choose(Array.from({ length: 1000 }, (_, at) => `이름 ${at},`));
  await expect.element(page.getByText(words.file('tokens.csv', '1,000'))).toBeVisible();
  await button(ko.common.ok).click();
  await button(words.stop).click();
  await expect.element(page.getByText('멈췄어요.', { exact: false })).toBeVisible();
  expect(onclose).not.toHaveBeenCalled();
  const { total } = await fake.listTokens(EVERY, 0, 1);
  expect(total).toBeLessThan(1000);
});

test('axe finds nothing at any step, in both themes and languages', async () => {
  await open();
  expect(await findingsInBothThemes()).toEqual([]);
  await choose(['가,', ',']);
  await expect.element(page.getByRole('grid')).toBeVisible();
  for (const language of ['ko', 'en'] as const) {
    i18n.language = language;
    expect(await findingsInBothThemes()).toEqual([]);
  }
});
