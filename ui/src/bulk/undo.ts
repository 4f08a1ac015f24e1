/** 중지 and 사용 of many tokens can be taken back: the other action, over those that were changed. */
import { host } from '../host/context';
import { tell } from '../host/happenings';
import { bulkWords } from '../i18n/bulk';
import { describeError, i18n } from '../i18n/index.svelte';
import { toasts } from '../kit/toasts.svelte';
import { formatCount } from '../lib/format';

export function offerBulkUndo(done: 'disable' | 'enable', ids: string[]): void {
  const words = i18n.of(bulkWords).undo;
  const number = formatCount(ids.length);
  toasts.show({
    tone: 'ok',
    text: done === 'disable' ? words.disabled(number) : words.enabled(number),
    action: {
      label: words.label,
      undoes: true,
      run: () => void takeBack(done === 'disable' ? 'enable' : 'disable', ids),
    },
  });
}

async function takeBack(kind: 'disable' | 'enable', ids: string[]): Promise<void> {
  const words = i18n.of(bulkWords);
  // A long one can be stopped, too.
  const running = toasts.show({
    tone: 'info',
    text: words.undo.running(formatCount(ids.length)),
    action: { label: words.stop, run: () => void host().stopRun() },
  });
  try {
    const report = await host().runBulk({ kind: 'ids', ids }, { kind });
    const left = report.total - report.done - report.unchanged;
    const text =
      left > 0
        ? words.undo.partly(formatCount(report.done), formatCount(left))
        : words.undo.done(formatCount(report.done + report.unchanged));
    toasts.show({ tone: left > 0 ? 'info' : 'ok', text });
  } catch (error) {
    toasts.show({ tone: 'bad', text: words.failed(describeError(error)) });
  } finally {
    toasts.dismiss(running);
    tell({ kind: 'tokens_changed' });
  }
}
