/**
 * The one host of this window. `main.ts` sets it before anything is drawn; tests set a {@link FakeHost}.
 */
import type { Host } from './host';

let present: Host | undefined;

export function setHost(host: Host): void {
  present = host;
}

export function host(): Host {
  if (!present) throw new Error('setHost() runs before the first component');
  return present;
}
