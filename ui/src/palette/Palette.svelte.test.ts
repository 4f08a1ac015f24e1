import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { type Actions, type Command, commandsOf } from '../frame/commands';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { findingsInBothThemes } from '../test-themes';
import Palette from './Palette.svelte';

const words = ko.palette;
let onclose: (command?: Command) => void;
let chosen: (string | undefined)[];

/** Every command there is; none does anything. */
function commands(searchable = true): readonly Command[] {
  const actions = new Proxy({} as Actions, {
    get: (_, name) => (name === 'searchable' ? () => searchable : () => {}),
  });
  return commandsOf(actions);
}

beforeEach(async () => {
  chosen = [];
  onclose = vi.fn((command?: Command) => chosen.push(command?.id));
});

const field = () => page.getByRole('combobox', { name: words.field });
const option = (name: string) => page.getByRole('option', { name, exact: false });
const first = () => page.getByRole('option').first();

describe('the palette', () => {
  test('has the focus in its field and the first command chosen', async () => {
    await render(Palette, { commands: commands(), onclose });
    await expect.element(field()).toHaveFocus();
    await expect.element(first()).toHaveAttribute('aria-selected', 'true');
    expect(field().element().getAttribute('aria-activedescendant')).toBe(first().element().id);
  });

  test.each([
    ['발급', 'issue'],
    ['ㅌㅋㅂㄱ', 'issue'],
    ['lock the', 'lock'],
    ['dark', 'settings:display'],
    ['복구 키', 'settings:protection'],
    ['ics', 'calendar'],
  ])('runs by %s and Enter what is meant', async (typed, id) => {
    await render(Palette, { commands: commands(), onclose });
    await field().fill(typed);
    await userEvent.keyboard('{Enter}');
    expect(chosen).toEqual([id]);
  });

  test('is gone through with the arrows, round both ends', async () => {
    await render(Palette, { commands: commands(), onclose });
    await expect.element(field()).toHaveFocus();
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(page.getByRole('option').last()).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(first()).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    await expect.element(page.getByRole('option').nth(2)).toHaveAttribute('aria-selected', 'true');
  });

  test('runs nothing by the Enter that ends a syllable', async () => {
    await render(Palette, { commands: commands(), onclose });
    await field().fill('발급');
    const enter = { key: 'Enter', bubbles: true, cancelable: true };
    field()
      .element()
      .dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true }));
    field()
      .element()
      .dispatchEvent(new KeyboardEvent('keydown', { ...enter, keyCode: 229 }));
    field()
      .element()
      .dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '급' }));
    field().element().dispatchEvent(new KeyboardEvent('keydown', enter));
    expect(chosen).toEqual([]);
    field().element().dispatchEvent(new KeyboardEvent('keyup', enter));
    await userEvent.keyboard('{Enter}');
    expect(chosen).toEqual(['issue']);
  });

  test('shows first what was used last', async () => {
    const shown = await render(Palette, { commands: commands(), onclose });
    await field().fill('감사로그 검증');
    await userEvent.keyboard('{Enter}');
    await shown.unmount();
    await render(Palette, { commands: commands(), onclose });
    await expect.element(first()).toHaveTextContent(words.labels.verify);
  });

  test('has no command that can’t be had now', async () => {
    await render(Palette, { commands: commands(false), onclose });
    expect(option(words.labels.search).elements()).toEqual([]);
  });

  test('says that nothing matches, and Enter does nothing then', async () => {
    await render(Palette, { commands: commands(), onclose });
    await field().fill('없는 명령');
    await expect.element(page.getByRole('status').getByText(words.nothing)).toBeVisible();
    await userEvent.keyboard('{Enter}');
    expect(chosen).toEqual([]);
  });

  test('closes by Escape without a command', async () => {
    await render(Palette, { commands: commands(), onclose });
    await userEvent.keyboard('{Escape}');
    expect(chosen).toEqual([undefined]);
  });

  test('runs what is clicked', async () => {
    await render(Palette, { commands: commands(), onclose });
    await option(words.labels.lock).click();
    expect(chosen).toEqual(['lock']);
  });
});

test('axe finds nothing, in both themes and languages', async () => {
  await render(Palette, { commands: commands(), onclose });
  for (const language of ['ko', 'en'] as const) {
    i18n.language = language;
    expect(await findingsInBothThemes()).toEqual([]);
  }
});
