/** A backup in words of the present language. */
import type { DrillView } from '../host/types/DrillView';
import { backupsWords } from '../i18n/backups';
import { i18n } from '../i18n/index.svelte';
import { formatCount, formatDateTime } from '../lib/format';

/** `2026-11-23 11:50`; which zone it is, the head of the column says. */
export function timeWords(at: number, zone: string): string {
  return formatDateTime(at, zone).slice(0, -3);
}

/** `408 kB`, `1.2 MB`: units of 1,000 as in file managers. */
export function sizeWords(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : bytes < 1e9 ? 2 : 3;
  const format = new Intl.NumberFormat(i18n.locale, {
    style: 'unit',
    unit: units[step],
    maximumFractionDigits: step > 1 ? 1 : 0,
  });
  return format.format(bytes / 1000 ** step);
}

/** What a drill has shown, a sentence each. */
export function drillLines(drill: DrillView): string[] {
  const words = i18n.of(backupsWords);
  if (drill.failure === null) {
    return [words.drillPassed(drill.name, formatCount(drill.tokens), formatCount(drill.events))];
  }
  const unopened = drill.tokens - drill.opened;
  return [
    words.drillFailures[drill.failure],
    ...(unopened > 0 && drill.failure === 'different'
      ? [words.drillUnopened(formatCount(unopened), formatCount(drill.tokens))]
      : []),
    ...(drill.different.length > 0 ? [words.drillDifferent(drill.different.join(', '))] : []),
    words.drillAdvice(drill.name),
  ];
}
