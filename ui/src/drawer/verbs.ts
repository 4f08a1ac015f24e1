/** What is done with a token at once, and how it is told and taken back. Dialogs for the rest: `ActionDialog.svelte`. */
import { host } from '../host/context';
import { tell } from '../host/happenings';
import type { TokenDetail } from '../host/types/TokenDetail';
import type { TokenRow } from '../host/types/TokenRow';
import { describeError, i18n, isCommandError } from '../i18n/index.svelte';
import { lifeWords } from '../i18n/life';
import { rulesOf } from '../issue/rules';
import { toasts } from '../kit/toasts.svelte';

/** The token was changed by this window: lists and drawers ask anew. */
export function changed(): void {
  tell({ kind: 'tokens_changed' });
}

/** 중지. `undefined` where it was refused, which was told. */
export function disable(row: TokenRow): Promise<TokenDetail | undefined> {
  const words = i18n.of(lifeWords).undo;
  return switchTo(row, 'disableToken', words.disabled(row.name), 'enableToken');
}

/** 사용. */
export function enable(row: TokenRow): Promise<TokenDetail | undefined> {
  const words = i18n.of(lifeWords).undo;
  return switchTo(row, 'enableToken', words.enabled(row.name), 'disableToken');
}

async function switchTo(
  row: TokenRow,
  verb: 'disableToken' | 'enableToken',
  text: string,
  back: 'disableToken' | 'enableToken',
): Promise<TokenDetail | undefined> {
  try {
    const detail = await host()[verb](row.id);
    changed();
    offerUndo(text, row.name, () => host()[back](row.id));
    return detail;
  } catch (error) {
    // Withdrawn or gone meanwhile: what is shown is not so any more.
    changed();
    toasts.show({ tone: 'bad', text: describeError(error) });
    return undefined;
  }
}

/** Tells of an edit. To unlimited there is no way back, so none is offered. */
export function tellOfEdit(before: TokenDetail, after: TokenDetail): void {
  changed();
  const text = i18n.of(lifeWords).edit.saved(after.row.name);
  const final = before.row.limit.kind === 'max' && after.row.limit.kind === 'unlimited';
  if (final) toasts.show({ tone: 'ok', text });
  else {
    const { id, name, revision } = after.row;
    offerUndo(text, name, () => host().editToken(id, { revision, ...rulesOf(before) }));
  }
}

function offerUndo(text: string, name: string, undo: () => Promise<unknown>): void {
  const words = i18n.of(lifeWords).undo;
  toasts.show({
    tone: 'ok',
    text,
    action: { label: words.label, undoes: true, run: () => void takeBack(name, undo) },
  });
}

async function takeBack(name: string, undo: () => Promise<unknown>): Promise<void> {
  const words = i18n.of(lifeWords).undo;
  try {
    await undo();
    changed();
    toasts.show({ tone: 'ok', text: words.done(name) });
  } catch (error) {
    const outdated = isCommandError(error) && error.code === 'outdated';
    const text = outdated ? words.outdated : words.failed(describeError(error));
    toasts.show({ tone: outdated ? 'info' : 'bad', text });
  }
}
