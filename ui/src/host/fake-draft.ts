/**
 * How the fake host judges a draft: a light imitation of Rust's answers, with every shape of answer reachable.
 * Nothing outside tests and mock mode may rely on it.
 */
import type { DraftInput } from './types/DraftInput';
import type { DraftReport } from './types/DraftReport';
import type { EntryReport } from './types/EntryReport';
import type { ExpiryReport } from './types/ExpiryReport';
import type { LimitInput } from './types/LimitInput';
import type { LimitView } from './types/LimitView';
import type { ListReport } from './types/ListReport';
import type { Notice } from './types/Notice';
import type { Problem } from './types/Problem';
import type { TextReport } from './types/TextReport';

interface Circumstances {
  now: number;
  today: string;
  zone: string;
  taken: boolean;
  known: ReadonlySet<string>;
}

export function judgeDraft(draft: DraftInput, circumstances: Circumstances): DraftReport {
  const block = judgeList(draft.block, []);
  const allow = judgeList(draft.allow, block.entries);
  const name = judgeName(draft.name, circumstances.taken);
  const description = judgeDescription(draft.description);
  const expiry = judgeExpiry(draft, circumstances);
  const limit = limitOf(draft.limit);
  const scopes = judgeScopes(draft.scopes, circumstances.known);
  const limitProblem: Problem | null = limit
    ? null
    : /^\d+$/.test(digits(draft.limit.count))
      ? { code: 'limit_too_large', max: MAX_LIMIT }
      : { code: 'limit_unreadable' };
  const problems = [
    name.problem,
    description.problem,
    expiry.problem,
    limitProblem,
    scopes,
    ...[allow, block].flatMap((list) => [list.problem, ...list.entries.map((entry) => entry.problem)]),
  ];
  return {
    name,
    description,
    expiry,
    allow,
    block,
    limit: { value: limit, problem: limitProblem },
    scopes: { problem: scopes },
    today: circumstances.today,
    ready: problems.every((problem) => problem === null),
  };
}

export function normaliseName(typed: string): string {
  return typed.normalize('NFC').trim();
}

/** Undefined where the text is no limit. */
export function limitOf({ count, period }: LimitInput): LimitView | null {
  const text = digits(count);
  if (/^0*$/.test(text)) return { kind: 'unlimited' };
  if (!/^\d+$/.test(text)) return null;
  const number = Number(text);
  return number > MAX_LIMIT ? null : { kind: 'max', count: number, period };
}

const MAX_LIMIT = 4_294_967_295;

function digits(typed: string): string {
  const narrow = typed.trim().normalize('NFKC');
  return /^\d{1,3}(,\d{3})+$/.test(narrow) ? narrow.replaceAll(',', '') : narrow;
}

function judgeName(typed: string, taken: boolean): TextReport {
  const value = normaliseName(typed);
  const length = [...value].length;
  if (length === 0) return { value: null, problem: { code: 'name_empty' } };
  if (length > 64) return { value, problem: { code: 'name_too_long', max: 64, length } };
  const forbidden = value.match(/[\p{Cc}\p{Cf}\p{Co}]/u)?.[0];
  if (forbidden)
    return { value: null, problem: { code: 'name_forbidden_character', character: codePoint(forbidden) } };
  if (taken) return { value, problem: { code: 'name_taken', name: value } };
  return { value, problem: null };
}

function judgeDescription(typed: string): TextReport {
  const value = typed.normalize('NFC').replaceAll('\r\n', '\n');
  const length = [...value].length;
  if (length > 500) return { value, problem: { code: 'description_too_long', max: 500, length } };
  return { value, problem: null };
}

function judgeExpiry({ expiry }: DraftInput, { now, today, zone }: Circumstances): ExpiryReport {
  if (expiry.kind === 'never') return { value: { kind: 'never' }, problem: null };
  const typed = expiry.date.trim();
  if (typed === '') return { value: null, problem: { code: 'date_empty' } };
  const day = Date.parse(`${typed}T00:00:00+09:00`);
  if (!/^\d{4}-\d\d-\d\d$/.test(typed) || Number.isNaN(day)) {
    return { value: null, problem: { code: 'date_unreadable' } };
  }
  if (typed < today) return { value: null, problem: { code: 'date_past', today } };
  if (typed > '2126-11-23') return { value: null, problem: { code: 'date_too_far', latest: '2126-11-23' } };
  const daysLeft = Math.round((Date.parse(typed) - Date.parse(today)) / 86_400_000);
  const instant = Math.max(day + 86_400_000, now);
  return { value: { kind: 'on', date: typed, zone, instant, daysLeft }, problem: null };
}

function judgeScopes(scopes: readonly string[], known: ReadonlySet<string>): Problem | null {
  if (scopes.length === 0) return { code: 'scopes_empty' };
  const unknown = scopes.find((id) => !known.has(id));
  return unknown === undefined ? null : { code: 'scope_unknown', id: unknown };
}

function judgeList(texts: readonly string[], block: readonly EntryReport[]): ListReport {
  const entries = texts.map((text) => judgeEntry(text));
  const blocked = new Set(block.map(({ value }) => value?.network));
  entries.forEach((entry, position) => {
    const network = entry.value?.network;
    if (!network) return;
    const first = entries.findIndex((other) => other.value?.network === network);
    if (first < position) entry.notices.push({ code: 'duplicate', position: first + 1 });
    if (blocked.has(network)) entry.notices.push({ code: 'shadowed_by_block' });
  });
  const problem: Problem | null =
    texts.length > 1000 ? { code: 'too_many_entries', max: 1000, count: texts.length } : null;
  return { entries, problem };
}

export function judgeEntry(text: string): EntryReport {
  const [, typed = '', note = ''] = text.trim().match(/^(\S*)\s*#?\s*(.*)$/su) ?? [];
  const refused = (problem: Problem): EntryReport => ({ value: null, problem, notices: [] });
  // A suggestion is a whole entry, with the note that was typed.
  const whole = (address: string) => (note ? `${address} ${note}` : address);
  if ([...note].length > 60) return refused({ code: 'note_too_long', max: 60, length: [...note].length });
  const accepted = (network: string, notices: Notice[]): EntryReport => ({
    value: { network, note: note || null },
    problem: null,
    notices,
  });

  if (typed.includes(':') && /^[0-9a-f:]+(\/\d{1,3})?$/i.test(typed) && typed.split(':').length > 2) {
    const [address = '', prefix = '128'] = typed.toLowerCase().split('/');
    if (Number(prefix) > 128) return refused({ code: 'entry_prefix_too_long', max: 128 });
    return accepted(`${address}/${prefix}`, prefix === '0' ? [{ code: 'every_address', version: 6 }] : []);
  }
  if (/%/.test(typed))
    return refused({ code: 'entry_has_zone', suggestion: whole(typed.replace(/%[^/]*/, '')) });
  const port = typed.match(/^(\d+\.\d+\.\d+\.\d+):\d+$/);
  if (port) return refused({ code: 'entry_has_port', suggestion: whole(port[1] ?? '') });
  if (/[*-]/.test(typed) && /^[\d.*-]+$/.test(typed))
    return refused({ code: 'entry_other_notation', suggestion: null });

  const four = typed.match(/^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(.*))?$/);
  if (!four) {
    return refused({ code: /[a-z]\.[a-z]/i.test(typed) ? 'entry_is_host_name' : 'entry_unreadable' });
  }
  const octets = four.slice(1, 5) as string[];
  if (octets.some((octet) => /^0\d/.test(octet))) {
    const plain = octets.map(Number).join('.');
    return refused({
      code: 'entry_leading_zero',
      suggestion: whole(four[5] ? `${plain}/${four[5]}` : plain),
    });
  }
  if (octets.some((octet) => Number(octet) > 255)) return refused({ code: 'entry_unreadable' });
  const prefixText = four[5] ?? '32';
  if (!/^(0|[1-9]\d{0,2})$/.test(prefixText)) return refused({ code: 'entry_prefix_unreadable' });
  const prefix = Number(prefixText);
  if (prefix > 32) return refused({ code: 'entry_prefix_too_long', max: 32 });

  const bits = octets.reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - prefix);
  const base = Math.floor(bits / size) * size;
  const network = `${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.')}/${prefix}`;
  const notices: Notice[] = [];
  if (base !== bits) notices.push({ code: 'host_bits_cut', typed, network });
  if (prefix === 0) notices.push({ code: 'every_address', version: 4 });
  else if (network.startsWith('127.')) notices.push({ code: 'special_range', range: 'loopback' });
  return accepted(network, notices);
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
