/** What a person types to prove that they may, where there is a choice of ways. */
import type { Proof } from '../host/host';

export class TypedProof {
  way = $state<Proof['with']>('passphrase');
  text = $state('');

  /** `null` while nothing is typed. */
  get proof(): Proof | null {
    if (this.way === 'keyring') return { with: this.way };
    return this.text === '' ? null : { with: this.way, text: this.text };
  }

  choose(way: Proof['with']): void {
    this.way = way;
    this.text = '';
  }
}
