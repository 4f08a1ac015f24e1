/**
 * How the fake host judges an edit, and what an edit changes: a light imitation of Rust's answers. Nothing outside tests
 * and mock mode may rely on it.
 */
import { changesOf } from './changes';
import { NOW, TODAY, ZONE } from './fake-clock';
import { judgeDraft } from './fake-draft';
import type { CatalogueView } from './types/CatalogueView';
import type { EditInput } from './types/EditInput';
import type { EditReport } from './types/EditReport';
import type { EntryView } from './types/EntryView';
import type { LifeView } from './types/LifeView';
import type { ListReport } from './types/ListReport';
import type { ScopeView } from './types/ScopeView';
import type { StatusView } from './types/StatusView';
import type { TokenDetail } from './types/TokenDetail';

const SOON = 14;

export function judgeEdit(token: TokenDetail, edit: EditInput, catalogue: CatalogueView): EditReport {
  const held = new Set(token.scopes.map(({ id }) => id));
  const listed = catalogue.groups.flatMap((group) => group.apis.map((api) => api.id));
  const report = judgeDraft(
    { ...edit, name: token.row.name, copyOnce: false },
    { now: NOW, today: TODAY, zone: ZONE, taken: false, known: new Set([...listed, ...held]) },
  );
  const { description, allow, block, limit, scopes } = report;
  const present = token.row.expiry;
  const same = edit.expiry.kind === 'on' && present.kind === 'on' && edit.expiry.date.trim() === present.date;
  const expiry = same ? { value: present, problem: null } : report.expiry;
  const final = token.row.limit.kind === 'unlimited' && limit.value?.kind === 'max';
  const judged = {
    description,
    expiry,
    allow,
    block,
    limit: final ? { value: null, problem: { code: 'limit_final' } as const } : limit,
    scopes,
    today: report.today,
  };
  const problems = [description.problem, expiry.problem, judged.limit.problem, scopes.problem];
  const entries = [...allow.entries, ...block.entries].map(({ problem }) => problem);
  const fine = [...problems, ...entries, allow.problem, block.problem].every((problem) => problem === null);
  const outdated = edit.revision === token.row.revision ? null : token.row.revision;
  const after = fine ? edited(token, edit, judged, catalogue) : undefined;
  return {
    ...judged,
    ready: fine && outdated === null,
    changes: after ? changesOf(token, after) : [],
    outdated,
  };
}

/** The token as the edit makes it, of the same revision. */
export function edited(
  token: TokenDetail,
  edit: EditInput,
  report: Pick<EditReport, 'description' | 'expiry' | 'allow' | 'block' | 'limit'>,
  catalogue: CatalogueView,
): TokenDetail {
  return settled({
    ...token,
    description: report.description.value ?? '',
    allow: stored(report.allow),
    block: stored(report.block),
    scopes: edit.scopes.map((id) => token.scopes.find((scope) => scope.id === id) ?? scopeIn(catalogue, id)),
    row: {
      ...token.row,
      expiry: report.expiry.value ?? token.row.expiry,
      limit: report.limit.value ?? token.row.limit,
    },
  });
}

/** The row as the rest of the token says. */
export function settled(token: TokenDetail): TokenDetail {
  const { allow, block, scopes, life } = token;
  const networks = (entries: EntryView[]) => entries.slice(0, 2).map(({ network }) => network);
  return {
    ...token,
    row: {
      ...token.row,
      status: statusOf(token),
      scopeCount: scopes.length,
      allow: networks(allow),
      allowCount: allow.length,
      block: networks(block),
      blockCount: block.length,
      revoked: life.kind === 'revoked' ? { at: life.at, reason: life.reason } : null,
    },
  };
}

export function scopeIn(catalogue: CatalogueView, id: string): ScopeView {
  for (const group of catalogue.groups) {
    const api = group.apis.find((api) => api.id === id);
    if (api) return { id, group: group.title, api };
  }
  return { id, group: null, api: null };
}

/** What is stored of a list: each network once. */
export function stored(list: ListReport): EntryView[] {
  return list.entries.flatMap(({ value, notices }) =>
    value === null || notices.some(({ code }) => code === 'duplicate') ? [] : [value],
  );
}

function statusOf({ life, row, spent }: TokenDetail): StatusView {
  if (life.kind !== 'active') return (life satisfies Exclude<LifeView, { kind: 'active' }>).kind;
  const { expiry, limit } = row;
  if (expiry.kind === 'on' && expiry.daysLeft < 0) return 'expired';
  if (limit.kind === 'max' && limit.period === 'total' && spent >= limit.count) return 'exhausted';
  return expiry.kind === 'on' && expiry.daysLeft <= SOON ? 'expiring' : 'active';
}
