/** One action over many of the fake host's tokens: what it would do, and doing it, a part after the other. */
import { NOW, TODAY, ZONE } from './fake-clock';
import { judgeDraft } from './fake-draft';
import { scopeIn, stored } from './fake-edit';
import type { LivingTokens } from './fake-life';
import { refusal } from './fake-refusal';
import type { BulkAction } from './types/BulkAction';
import type { BulkPreview } from './types/BulkPreview';
import type { DraftInput } from './types/DraftInput';
import type { DraftReport } from './types/DraftReport';
import type { EntryView } from './types/EntryView';
import type { EventKindView } from './types/EventKindView';
import type { Happening } from './types/Happening';
import type { RefusedBecause } from './types/RefusedBecause';
import type { RunReport } from './types/RunReport';
import type { SelectionInput } from './types/SelectionInput';
import type { TokenDetail } from './types/TokenDetail';

/** How a long run tells of itself. */
export interface Course {
  tell(happening: Happening): void;
  /** Between two parts. */
  pause(): Promise<void>;
}

type Change = (before: TokenDetail, after: TokenDetail, kind: EventKindView) => void;

const MOST_ENTRIES = 1000;
/** How many parts a run is told in, whatever there is. */
const STEPS = 20;
const MOST_NAMES = 3;
const MOST_FAILURES = 100;

type Outcome =
  | { kind: 'changed'; after: TokenDetail }
  | { kind: 'unchanged' }
  | { kind: 'refused'; why: RefusedBecause };

export class FakeBulk {
  readonly #tokens: LivingTokens;
  readonly #course: Course;
  readonly #change: Change;
  #running = false;
  #stopping = false;

  constructor(tokens: LivingTokens, course: Course, change: Change) {
    this.#tokens = tokens;
    this.#course = course;
    this.#change = change;
  }

  preview(selection: SelectionInput, action: BulkAction): BulkPreview {
    const report = this.#judge(action);
    const ids = this.#tokens.select(selection);
    const preview: BulkPreview = {
      total: ids.length,
      changed: 0,
      unchanged: 0,
      refused: [],
      narrowed: 0,
      opened: 0,
    };
    for (const id of ids) {
      const token = this.#tokens.detail(id);
      const outcome = this.#outcome(token, action, report);
      if (outcome.kind === 'refused') refuse(preview, outcome.why, token.row.name);
      else if (outcome.kind === 'unchanged') preview.unchanged += 1;
      else {
        preview.changed += 1;
        if (token.allow.length === 0 && outcome.after.allow.length > 0) preview.narrowed += 1;
        if (token.allow.length > 0 && outcome.after.allow.length === 0) preview.opened += 1;
      }
    }
    return preview;
  }

  async run(selection: SelectionInput, action: BulkAction): Promise<RunReport> {
    if (this.#running) throw refusal('busy');
    const judged = this.#judge(action);
    const ids = this.#tokens.select(selection);
    const report: RunReport = {
      total: ids.length,
      done: 0,
      unchanged: 0,
      failed: 0,
      failures: [],
      stopped: false,
      changed: [],
    };
    this.#running = true;
    this.#stopping = false;
    const part = Math.max(1, Math.ceil(ids.length / STEPS));
    for (let from = 0; from < ids.length && !this.#stopping; from += part) {
      this.#course.tell({ kind: 'run_progress', done: from, total: ids.length, ended: false });
      await this.#course.pause();
      if (this.#stopping) break;
      for (const id of ids.slice(from, from + part)) this.#apply(id, action, judged, report);
    }
    report.stopped = this.#stopping;
    this.#running = false;
    this.#course.tell({ kind: 'run_progress', done: report.total, total: report.total, ended: true });
    return report;
  }

  stop(): void {
    this.#stopping = this.#running;
  }

  #apply(id: string, action: BulkAction, judged: DraftReport | undefined, report: RunReport): void {
    const token = this.#tokens.detail(id);
    const outcome = this.#outcome(token, action, judged);
    if (outcome.kind === 'unchanged') report.unchanged += 1;
    else if (outcome.kind === 'changed') {
      this.#change(token, outcome.after, kindOf(action));
      report.done += 1;
      report.changed.push(id);
    } else {
      report.failed += 1;
      if (report.failures.length < MOST_FAILURES) {
        report.failures.push({ id, name: token.row.name, why: outcome.why });
      }
    }
  }

  /** The fields of an action are judged as those of a draft. */
  #judge(action: BulkAction): DraftReport | undefined {
    const apis = this.#tokens.catalogue.groups.flatMap((group) => group.apis.map((api) => api.id));
    const draft: DraftInput = {
      name: 'x',
      description: '',
      expiry: action.kind === 'set_expiry' ? action.expiry : { kind: 'never' },
      allow: 'entries' in action ? action.entries : [],
      block: [],
      limit: { count: '', period: 'total' },
      scopes: 'scopes' in action ? action.scopes : apis.slice(0, 1),
      copyOnce: false,
    };
    const known = new Set([...apis, ...draft.scopes]);
    const report = judgeDraft(draft, { now: NOW, today: TODAY, zone: ZONE, taken: false, known });
    if (!report.ready) throw refusal('draft_refused');
    return report;
  }

  #outcome(token: TokenDetail, action: BulkAction, report: DraftReport | undefined): Outcome {
    if (token.row.deletedAt !== null) return { kind: 'refused', why: 'gone' };
    if (token.life.kind === 'revoked') {
      return action.kind === 'revoke' ? { kind: 'unchanged' } : { kind: 'refused', why: 'revoked' };
    }
    switch (action.kind) {
      case 'disable':
      case 'enable': {
        const life = action.kind === 'disable' ? 'disabled' : 'active';
        return token.life.kind === life
          ? { kind: 'unchanged' }
          : { kind: 'changed', after: { ...token, life: { kind: life } } };
      }
      case 'revoke': {
        const life = { kind: 'revoked', at: NOW, reason: action.reason.trim() } as const;
        const row = { ...token.row, copyable: false };
        return { kind: 'changed', after: { ...token, row, life, retiring: null } };
      }
      case 'set_expiry': {
        const expiry = report?.expiry.value ?? token.row.expiry;
        const same = JSON.stringify(expiry) === JSON.stringify(token.row.expiry);
        if (same) return { kind: 'unchanged' };
        return { kind: 'changed', after: { ...token, row: { ...token.row, expiry } } };
      }
      case 'add_scopes': {
        const held = new Set(token.scopes.map(({ id }) => id));
        const added = action.scopes.filter((id) => !held.has(id));
        if (added.length === 0) return { kind: 'unchanged' };
        const scopes = [...token.scopes, ...added.map((id) => scopeIn(this.#tokens.catalogue, id))];
        return { kind: 'changed', after: { ...token, scopes } };
      }
      case 'remove_scopes': {
        const scopes = token.scopes.filter(({ id }) => !action.scopes.includes(id));
        if (scopes.length === token.scopes.length) return { kind: 'unchanged' };
        if (scopes.length === 0) return { kind: 'refused', why: 'no_scope_left' };
        return { kind: 'changed', after: { ...token, scopes } };
      }
      case 'add_entries':
      case 'remove_entries': {
        const entries = report ? stored(report.allow) : [];
        const before = token[action.list];
        const after = action.kind === 'add_entries' ? joined(before, entries) : without(before, entries);
        if (after.length === before.length) return { kind: 'unchanged' };
        if (after.length > MOST_ENTRIES) return { kind: 'refused', why: 'too_many_entries' };
        return { kind: 'changed', after: { ...token, [action.list]: after } };
      }
    }
  }
}

function joined(before: EntryView[], added: EntryView[]): EntryView[] {
  const had = new Set(before.map(({ network }) => network));
  return [...before, ...added.filter(({ network }) => !had.has(network))];
}

function without(before: EntryView[], removed: EntryView[]): EntryView[] {
  const gone = new Set(removed.map(({ network }) => network));
  return before.filter(({ network }) => !gone.has(network));
}

function refuse(preview: BulkPreview, why: RefusedBecause, name: string): void {
  let refusal = preview.refused.find((each) => each.why === why);
  if (!refusal) {
    refusal = { why, count: 0, names: [] };
    preview.refused.push(refusal);
  }
  refusal.count += 1;
  if (refusal.names.length < MOST_NAMES) refusal.names.push(name);
}

function kindOf({ kind }: BulkAction): EventKindView {
  if (kind === 'disable') return 'token_disabled';
  if (kind === 'enable') return 'token_enabled';
  return kind === 'revoke' ? 'token_revoked' : 'token_edited';
}
