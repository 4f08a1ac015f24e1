/**
 * What the fake host makes of a file that is imported. Lightly: one token a line, its name before the first comma. A
 * name that is there is 바뀜 or 그대로 by its number; a blank name, one that was there on an earlier line and a line
 * without a comma are bad.
 */
import { refusal } from './fake-refusal';
import type { DraftInput } from './types/DraftInput';
import type { DraftReport } from './types/DraftReport';
import type { Happening } from './types/Happening';
import type { ImportOutcome } from './types/ImportOutcome';
import type { ImportPreview } from './types/ImportPreview';
import type { ImportRow } from './types/ImportRow';
import type { RunReport } from './types/RunReport';

interface Registry {
  judge(draft: DraftInput): DraftReport;
  issue(draft: DraftInput): void;
}

/** Told of after so many. */
const STEP = 100;
const FIRST = 100;

export class FakeImport {
  #rows: ImportRow[] | undefined;
  #stopped = false;
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  preview(text: string): ImportPreview {
    const lines = text
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split(/\r?\n/);
    if (!/^(이름|name)\s*,/i.test(lines[0] ?? '')) throw refusal('import_unreadable');
    if (lines.length === 1) throw refusal('nothing_to_import');
    const seen = new Map<string, number>();
    const rows = lines.slice(1).map((line, at) => {
      const row = this.#judge(line, at + 2, seen);
      seen.set(row.name.toLowerCase(), seen.get(row.name.toLowerCase()) ?? row.line);
      return row;
    });
    this.#rows = rows;
    const count = (outcome: ImportOutcome) => rows.filter((row) => row.outcome === outcome).length;
    return {
      total: rows.length,
      new: count('new'),
      changed: count('changed'),
      same: count('same'),
      bad: count('bad'),
      rows: rows.slice(0, FIRST),
    };
  }

  rows(outcome: ImportOutcome | null, offset: number, limit: number): ImportRow[] {
    const rows = this.#read().filter((row) => outcome === null || row.outcome === outcome);
    return rows.slice(offset, offset + limit);
  }

  /** @param pause between two steps. */
  async apply(
    changed: boolean,
    tell: (happening: Happening) => void,
    pause: () => Promise<void>,
  ): Promise<RunReport> {
    const rows = this.#read().filter(
      ({ outcome }) => outcome === 'new' || (changed && outcome === 'changed'),
    );
    this.#stopped = false;
    let done = 0;
    for (const row of rows) {
      if (done % STEP === 0) {
        tell({ kind: 'run_progress', done, total: rows.length, ended: false });
        await pause();
      }
      if (this.#stopped) break;
      if (row.outcome === 'new') this.#registry.issue(draftOf(row.name));
      done++;
    }
    tell({ kind: 'run_progress', done, total: rows.length, ended: true });
    this.#rows = undefined;
    return {
      total: rows.length,
      done,
      unchanged: 0,
      failed: 0,
      failures: [],
      stopped: this.#stopped,
      changed: [],
    };
  }

  stop(): void {
    this.#stopped = true;
  }

  discard(): void {
    this.#rows = undefined;
  }

  #read(): ImportRow[] {
    if (!this.#rows) throw refusal('nothing_to_import');
    return this.#rows;
  }

  #judge(text: string, line: number, seen: ReadonlyMap<string, number>): ImportRow {
    const name = text.split(',')[0] ?? '';
    const row = { line, name, report: null, changes: [], problem: null };
    if (!text.includes(',')) return { ...row, outcome: 'bad', problem: { code: 'unreadable' } };
    const earlier = seen.get(name.toLowerCase());
    if (earlier !== undefined) {
      return { ...row, outcome: 'bad', problem: { code: 'repeated', line: earlier } };
    }
    if (text.includes('revoked')) return { ...row, outcome: 'bad', problem: { code: 'revoked' } };
    const report = this.#registry.judge(draftOf(name));
    if (report.name.problem?.code !== 'name_taken') {
      return { ...row, report, outcome: report.ready ? 'new' : 'bad' };
    }
    if (text.includes('same')) return { ...row, outcome: 'same' };
    const changes = [{ field: 'description' as const, before: '', after: text.split(',')[1] ?? '' }];
    return { ...row, changes, outcome: 'changed' };
  }
}

function draftOf(name: string): DraftInput {
  return {
    name,
    description: '',
    expiry: { kind: 'never' },
    allow: [],
    block: [],
    limit: { count: '', period: 'total' },
    scopes: ['build-create'],
    copyOnce: false,
  };
}
