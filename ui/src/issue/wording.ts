/** From what Rust says to words: of a problem, of a notice, of a network that was typed. */
import type { EntryReport } from '../host/types/EntryReport';
import type { ExpiryView } from '../host/types/ExpiryView';
import type { Notice } from '../host/types/Notice';
import type { Problem } from '../host/types/Problem';
import { i18n } from '../i18n/index.svelte';
import { issueWords } from '../i18n/issue';
import { problemsWords } from '../i18n/problems';
import type { ChipFace } from '../kit/chips';
import { formatUtc, zoneName } from '../lib/format';

/** Messages of a list beyond this many are counted, not shown. */
const SHOWN = 3;

export function problemText(problem: Problem): string {
  // The texts are typed per code (i18n/codes.ts); TypeScript can't follow the code through the index.
  const text = i18n.of(problemsWords).problem[problem.code] as (problem: Problem) => string;
  return text(problem);
}

export function noticeText(notice: Notice): string {
  const text = i18n.of(problemsWords).notice[notice.code] as (notice: Notice) => string;
  return text(notice);
}

/** `2027-02-21까지 (90일 뒤, 한국 표준시)`. */
export function expiryMeaning(expiry: ExpiryView): string {
  if (expiry.kind === 'never') return i18n.of(issueWords).neverMeaning;
  // The instant is the first that is refused; the zone's name is that of the last day itself.
  const zone = zoneName(expiry.zone, i18n.locale, expiry.instant - 1);
  return i18n.of(issueWords).expiryMeaning(expiry.date, expiry.daysLeft, zone);
}

export function expiryInstant(expiry: ExpiryView): string | undefined {
  return expiry.kind === 'never' ? undefined : i18n.of(issueWords).expiresAtUtc(formatUtc(expiry.instant));
}

export function chipFace(typed: string, report: EntryReport | undefined, problemsShown: boolean): ChipFace {
  if (!report) return { text: typed };
  if (!report.value) return { text: typed, tone: report.problem && problemsShown ? 'bad' : 'plain' };
  const shadowed = report.notices.some((notice) => notice.code === 'shadowed_by_block');
  const alarming = shadowed || report.notices.some((notice) => notice.code === 'every_address');
  return {
    text: report.value.network,
    note: report.value.note,
    tone: report.problem && problemsShown ? 'bad' : alarming ? 'warn' : 'plain',
    mark: shadowed ? i18n.of(issueWords).shadowed : undefined,
  };
}

/** One line for each bad entry, the first few; the rest is counted. */
export function entryProblems(
  typed: readonly string[],
  reports: readonly (EntryReport | undefined)[],
): string[] {
  const lines = reports.flatMap((report, index) =>
    report?.problem ? [`${typed[index]}: ${problemText(report.problem)}`] : [],
  );
  return shorten(lines);
}

export interface NoticeLine {
  text: string;
  alarming: boolean;
}

/** What the writer should know, each thing once with the networks it is about. */
export function entryNotices(reports: readonly (EntryReport | undefined)[]): NoticeLine[] {
  const networks = new Map<string, { about: string[]; alarming: boolean }>();
  for (const report of reports) {
    for (const notice of report?.notices ?? []) {
      const text = noticeText(notice);
      const alarming = notice.code === 'every_address' || notice.code === 'shadowed_by_block';
      const line = networks.get(text) ?? { about: [], alarming };
      networks.set(text, line);
      // These texts name the network themselves.
      if (notice.code === 'host_bits_cut' || notice.code === 'mapped_to_ipv4') continue;
      if (report?.value && !line.about.includes(report.value.network)) line.about.push(report.value.network);
    }
  }
  const lines = [...networks].map(([text, { about, alarming }]) => ({
    text: about.length === 0 ? text : `${named(about)}: ${text}`,
    alarming,
  }));
  lines.sort((one, other) => Number(other.alarming) - Number(one.alarming));
  const rest = lines.length - SHOWN;
  if (rest <= 1) return lines;
  return [...lines.slice(0, SHOWN), { text: i18n.of(issueWords).chips.more(rest), alarming: false }];
}

function named(networks: string[]): string {
  const first = networks.slice(0, 2).join(', ');
  return networks.length > 2 ? `${first} +${networks.length - 2}` : first;
}

function shorten(lines: string[]): string[] {
  const rest = lines.length - SHOWN;
  // A line that says "1 more" is no shorter than the line itself.
  return rest <= 1 ? lines : [...lines.slice(0, SHOWN), i18n.of(issueWords).chips.more(rest)];
}
