/** How typed or pasted text becomes entries, apart from the component so that it can be read and tested alone. */

/** What an entry looks like once someone has judged it; an entry without a face shows its text as typed. */
export interface ChipFace {
  /** Shown instead of the typed text. */
  text: string;
  /** Muted, beside the text. */
  note?: string | null;
  tone?: 'plain' | 'bad' | 'warn';
  /** A word about it, at its end: `차단에 가려져요`. */
  mark?: string | undefined;
}

const SEPARATOR = /[,\n\r，、]+/u;

export function hasSeparator(text: string): boolean {
  return SEPARATOR.test(text);
}

/** Lines and commas separate entries. A tab (from a spreadsheet) separates a network from its note. */
export function splitEntries(text: string): string[] {
  return text
    .split(SEPARATOR)
    .map((entry) => entry.replaceAll('\t', ' ').trim())
    .filter((entry) => entry !== '');
}

/** While typing: what stands before the last separator is complete, the rest is still being typed. */
export function completeEntries(text: string): { complete: string[]; rest: string } {
  const parts = text.split(SEPARATOR);
  const rest = parts.pop() ?? '';
  return { complete: splitEntries(parts.join('\n')), rest: rest.trimStart() };
}
