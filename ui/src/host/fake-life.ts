/**
 * What becomes of the fake host's tokens after issuing: edits, switching off and on, withdrawal, new secrets, deletion.
 * Each change is one more revision and one event. Runs over many tokens are in `fake-bulk.ts`.
 */
import { changesOf } from './changes';
import { type Course, FakeBulk } from './fake-bulk';
import { NOW } from './fake-clock';
import { edited, judgeEdit, settled } from './fake-edit';
import { exported } from './fake-events';
import type { FakeToken } from './fake-made';
import { refusal } from './fake-refusal';
import type { BulkAction } from './types/BulkAction';
import type { BulkPreview } from './types/BulkPreview';
import type { CatalogueView } from './types/CatalogueView';
import type { ChangeView } from './types/ChangeView';
import type { EditInput } from './types/EditInput';
import type { EditReport } from './types/EditReport';
import type { EventKindView } from './types/EventKindView';
import type { EventToken } from './types/EventToken';
import type { ExportedView } from './types/ExportedView';
import type { FileFormat } from './types/FileFormat';
import type { GraceInput } from './types/GraceInput';
import type { RunReport } from './types/RunReport';
import type { SelectionInput } from './types/SelectionInput';
import type { TokenDetail } from './types/TokenDetail';

/** What is needed of the tokens. */
export interface LivingTokens {
  readonly catalogue: CatalogueView;
  /** Also of a deleted one. Throws `token_not_found`. */
  detail(id: string): TokenDetail;
  /** As it is from now on. */
  put(token: FakeToken): void;
  select(selection: SelectionInput): readonly string[];
}

/** Where each change is written down. */
export interface Trail {
  record(kind: EventKindView, about: { token: EventToken; changes: ChangeView[] }): void;
}

const HOUR = 3_600_000;
const GRACE: Record<GraceInput, number> = { none: 0, hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR };

export class FakeLife {
  readonly #tokens: LivingTokens;
  readonly #trail: Trail;
  readonly #bulk: FakeBulk;
  #secrets = 0;

  constructor(tokens: LivingTokens, trail: Trail, course: Course) {
    this.#tokens = tokens;
    this.#trail = trail;
    this.#bulk = new FakeBulk(tokens, course, (before, after, kind) => this.#change(before, after, kind));
  }

  judge(id: string, edit: EditInput): EditReport {
    return judgeEdit(this.#living(id), edit, this.#tokens.catalogue);
  }

  edit(id: string, edit: EditInput): TokenDetail {
    const token = this.#unrevoked(id);
    const report = this.judge(id, edit);
    if (report.outdated !== null) throw refusal('outdated');
    if (!report.ready) throw refusal('draft_refused');
    return this.#change(token, edited(token, edit, report, this.#tokens.catalogue), 'token_edited');
  }

  disable(id: string): TokenDetail {
    const token = this.#unrevoked(id);
    return this.#change(token, { ...token, life: { kind: 'disabled' } }, 'token_disabled');
  }

  enable(id: string): TokenDetail {
    const token = this.#unrevoked(id);
    return this.#change(token, { ...token, life: { kind: 'active' } }, 'token_enabled');
  }

  revoke(id: string, reason: string): TokenDetail {
    const token = this.#living(id);
    if (token.life.kind === 'revoked') return token;
    const life = { kind: 'revoked', at: NOW, reason: reason.trim() } as const;
    const row = { ...token.row, copyable: false };
    return this.#change(token, { ...token, row, life, retiring: null }, 'token_revoked');
  }

  rotate(id: string, grace: GraceInput): TokenDetail {
    const token = this.#unrevoked(id);
    const { row, lastAddress } = token;
    const end = NOW + GRACE[grace];
    const until = row.expiry.kind === 'on' ? Math.min(end, row.expiry.instant) : end;
    const retiring = { hint: row.hint, until, lastUsed: row.lastUsed, lastAddress };
    return this.#change(
      token,
      {
        ...token,
        row: { ...row, hint: this.#hint(), copyable: true, lastUsed: null, lastUsedOn: null },
        lastAddress: null,
        retiring: until > NOW ? retiring : null,
      },
      'token_rotated',
    );
  }

  endGrace(id: string): TokenDetail {
    const token = this.#unrevoked(id);
    return this.#change(token, { ...token, retiring: null }, 'grace_ended');
  }

  resetCounter(id: string): TokenDetail {
    const token = this.#unrevoked(id);
    const reset = settled({ ...token, spent: 0 });
    return this.#keep(token, reset, 'counter_reset');
  }

  delete(id: string, name: string): void {
    const token = this.#living(id);
    if (token.row.status !== 'revoked' && token.row.status !== 'expired') throw refusal('token_in_force');
    if (name.normalize('NFC').trim() !== token.row.name) throw refusal('name_mismatch');
    const row = { ...token.row, copyable: false, deletedAt: NOW };
    this.#keep(token, { ...token, row }, 'token_deleted');
  }

  preview(selection: SelectionInput, action: BulkAction): BulkPreview {
    return this.#bulk.preview(selection, action);
  }

  run(selection: SelectionInput, action: BulkAction): Promise<RunReport> {
    return this.#bulk.run(selection, action);
  }

  stop(): void {
    this.#bulk.stop();
  }

  export(selection: SelectionInput, format: FileFormat, folder: string): ExportedView {
    return exported(folder, `mapae-tokens-20261123T030000Z.${format}`, this.#tokens.select(selection).length);
  }

  /** Nothing is written down where nothing changes. */
  #change(before: TokenDetail, after: TokenDetail, kind: EventKindView): TokenDetail {
    const changed = settled(after);
    return changesOf(before, changed).length === 0 ? before : this.#keep(before, changed, kind);
  }

  #keep(before: TokenDetail, after: TokenDetail, kind: EventKindView): TokenDetail {
    const kept = { ...after, row: { ...after.row, revision: before.row.revision + 1 } };
    const { issuedBy: _, scopes, ...rest } = kept;
    this.#tokens.put({ ...rest, scopes: scopes.map(({ id }) => id) });
    const { id, name, deletedAt } = kept.row;
    this.#trail.record(kind, {
      token: { id, name, deleted: deletedAt !== null },
      changes: changesOf(before, kept),
    });
    return kept;
  }

  #living(id: string): TokenDetail {
    const token = this.#tokens.detail(id);
    if (token.row.deletedAt !== null) throw refusal('token_not_found');
    return token;
  }

  #unrevoked(id: string): TokenDetail {
    const token = this.#living(id);
    if (token.life.kind === 'revoked') throw refusal('token_revoked');
    return token;
  }

  #hint(): string {
    this.#secrets += 1;
    return `mapae_N${this.#secrets.toString(36).padStart(3, '0')}`;
  }
}
