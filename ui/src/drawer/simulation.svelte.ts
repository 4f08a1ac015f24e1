/**
 * A request that nobody sent, as it is being typed, and what the gate would say to it. Rust judges it after each rest;
 * an answer overtaken by a later question is dropped.
 */
import { host } from '../host/context';
import type { ApiView } from '../host/types/ApiView';
import type { EditInput } from '../host/types/EditInput';
import type { SimulationView } from '../host/types/SimulationView';
import { instantOf } from '../lib/instant';

/** Typing rests this long before Rust is asked, in milliseconds. */
const REST = 200;

export class Simulation {
  address = $state('');
  method = $state('GET');
  path = $state('');
  /** False: now. */
  chosenTime = $state(false);
  time = $state('');
  view = $state.raw<SimulationView | undefined>();
  failure = $state.raw<unknown>(null);

  readonly #zone: string;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(zone: string) {
    this.#zone = zone;
  }

  /** There is something to ask about. */
  readonly ready = $derived(this.path.trim() !== '');

  /** What was typed is no time. */
  get timeUnreadable(): boolean {
    return this.chosenTime && this.time.trim() !== '' && instantOf(this.time, this.#zone) === undefined;
  }

  /** Fills in a request of this API; a parameter stands for one segment. */
  pick({ method, path }: ApiView): void {
    this.method = method ?? this.method;
    this.path = (path ?? '').replaceAll(/\{[^/{}]+\}/g, '1');
  }

  /** The request or what it is judged by changed: asked when it rests. */
  ask(token: string, edit: EditInput | null): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const turn = this.#asked;
    const at = this.chosenTime ? instantOf(this.time, this.#zone) : null;
    if (!this.ready || at === undefined) {
      this.view = undefined;
      return;
    }
    const request = { address: this.address, method: this.method.trim(), path: this.path.trim(), at, edit };
    this.#timer = setTimeout(() => {
      host()
        .simulate(token, request)
        .then(
          (view) => {
            if (turn !== this.#asked) return;
            this.view = view;
            this.failure = null;
          },
          (error: unknown) => {
            if (turn === this.#asked) this.failure = error;
          },
        );
    }, REST);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }
}
