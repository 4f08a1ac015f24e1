/**
 * One import, from the file to what came of it. Rust holds the file's rows between preview and applying; nothing is
 * changed before `apply`.
 */
import { Run } from '../export/run.svelte';
import { host } from '../host/context';
import type { ImportOutcome } from '../host/types/ImportOutcome';
import type { ImportPreview } from '../host/types/ImportPreview';
import type { ImportRow } from '../host/types/ImportRow';
import type { RunReport } from '../host/types/RunReport';
import { TokenPages } from '../tokens/pages.svelte';
import { type Read, readText } from './file';

/** A row of the list; its line names it there. */
export type Entry = ImportRow & { readonly id: string };

/** What is shown of the rows. */
export type Filter = 'all' | ImportOutcome;

export type Refusal = Extract<Read, { kind: 'refused' }>['because'];

export class Importing {
  reading = $state(false);
  /** What could not be read, before Rust saw it. */
  refused = $state.raw<Refusal | undefined>();
  failure = $state.raw<unknown>(null);
  file = $state.raw<{ name: string; encoding: 'utf-8' | 'euc-kr' } | undefined>();
  preview = $state.raw<ImportPreview | undefined>();
  filter = $state<Filter>('all');
  /** Those that are there and differ are changed, too. */
  changing = $state(false);
  report = $state.raw<RunReport | undefined>();
  readonly run = new Run();

  readonly rows = new TokenPages<Entry>(async (offset, limit) => {
    const outcome = this.filter === 'all' ? null : this.filter;
    const rows = await host().importRows(outcome, offset, limit);
    return {
      rows: rows.map((row) => ({ ...row, id: String(row.line) })),
      total: this.#count,
      complete: true,
    };
  });

  /** How many tokens `apply` would touch. */
  readonly wanted = $derived(
    this.preview ? this.preview.new + (this.changing ? this.preview.changed : 0) : 0,
  );

  get #count(): number {
    if (!this.preview) return 0;
    return this.filter === 'all' ? this.preview.total : this.preview[this.filter];
  }

  async read(file: File): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    this.refused = undefined;
    this.failure = null;
    try {
      const read = await readText(file);
      if (read.kind === 'refused') {
        this.refused = read.because;
        return;
      }
      const preview = await host().previewImport(read.text);
      this.file = { name: file.name, encoding: read.encoding };
      this.preview = preview;
      await this.show(preview.bad > 0 ? 'bad' : 'all');
    } catch (error) {
      this.failure = error;
    } finally {
      this.reading = false;
    }
  }

  async show(filter: Filter): Promise<void> {
    this.filter = filter;
    await this.rows.reload();
  }

  async apply(): Promise<void> {
    this.report = await this.run.go(() => host().applyImport(this.changing));
  }

  /** Back to choosing a file, or closed: Rust need not keep the rows. */
  discard(): void {
    const held = this.preview !== undefined && this.report === undefined;
    this.preview = undefined;
    this.file = undefined;
    this.changing = false;
    // It is only room in memory, and a lock has taken it already.
    if (held)
      host()
        .discardImport()
        .catch(() => {});
  }
}
