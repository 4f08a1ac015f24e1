/** What Rust tells without being asked, for whoever wants to hear it. One channel a window. */
import { host } from './context';
import type { Happening } from './types/Happening';

type Listener = (happening: Happening) => void;

const listeners = new Set<Listener>();

/** Returns the way to stop. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Also for what this window did itself and others of its parts should hear of. */
export function tell(happening: Happening): void {
  for (const listener of [...listeners]) listener(happening);
}

/** Begins to hear; once, by the window. */
export function watch(): Promise<void> {
  return host().watch(tell);
}
