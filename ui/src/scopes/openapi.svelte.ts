/** One import from OpenAPI: the document, how it is to be taken, and what Rust would make of it. */
import { host } from '../host/context';
import type { CatalogueView } from '../host/types/CatalogueView';
import type { OpenApiMode } from '../host/types/OpenApiMode';
import type { OpenApiPreview } from '../host/types/OpenApiPreview';
import { isCommandError } from '../i18n/index.svelte';
import { type Read, readText } from '../import/file';

export type Refusal = Extract<Read, { kind: 'refused' }>['because'];

/** What was read; `name` is absent where the text was pasted. */
interface Document {
  readonly name?: string;
  readonly text: string;
}

export class OpenApiImport {
  reading = $state(false);
  applying = $state(false);
  /** What could not be read, before Rust saw it. */
  refused = $state.raw<Refusal | undefined>();
  failure = $state.raw<unknown>(null);
  /** The catalogue was changed before it was confirmed: what is shown now is compared with that. */
  comparedAnew = $state(false);
  mode = $state<OpenApiMode>('add');
  document = $state.raw<Document | undefined>();
  /** Of a document that was read, be it one that Rust can't make anything of. */
  preview = $state.raw<OpenApiPreview | undefined>();
  #asked = 0;

  async read(file: File): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    this.#forget();
    const read = await readText(file);
    this.reading = false;
    if (read.kind === 'refused') this.refused = read.because;
    else await this.#look({ name: file.name, text: read.text });
  }

  async readPasted(text: string): Promise<void> {
    this.#forget();
    await this.#look({ text });
  }

  async choose(mode: OpenApiMode): Promise<void> {
    this.mode = mode;
    if (this.document) await this.#look(this.document);
  }

  /** `undefined` where it was refused: `failure` tells why. */
  async apply(): Promise<CatalogueView | undefined> {
    if (!this.preview || this.applying) return undefined;
    this.applying = true;
    this.failure = null;
    try {
      return await host().setCatalogue(this.preview.draft);
    } catch (error) {
      if (isCommandError(error) && error.code === 'outdated' && this.document) {
        await this.#look(this.document);
        this.comparedAnew = true;
      } else this.failure = error;
      return undefined;
    } finally {
      this.applying = false;
    }
  }

  /** Back to choosing a document. */
  discard(): void {
    this.#asked += 1;
    this.document = undefined;
    this.preview = undefined;
    this.#forget();
  }

  #forget(): void {
    this.refused = undefined;
    this.failure = null;
    this.comparedAnew = false;
  }

  async #look(document: Document): Promise<void> {
    this.#asked += 1;
    const turn = this.#asked;
    this.reading = true;
    this.failure = null;
    try {
      const preview = await host().previewOpenapi(document.text, this.mode);
      if (turn !== this.#asked) return;
      this.preview = preview;
      // What can't be read is told where another document can be chosen.
      this.document = preview.problem === null ? document : undefined;
    } catch (error) {
      if (turn === this.#asked) this.failure = error;
    } finally {
      if (turn === this.#asked) this.reading = false;
    }
  }
}
