/** Tells Rust that somebody is at the window, so that idle time starts anew. */

/** At most this often, in milliseconds: idle time is counted in minutes. */
export const EVERY = 15_000;

/** Returns the way to stop. */
export function watchActivity(tell: () => void): () => void {
  let told = -Infinity;
  const seen = () => {
    const now = performance.now();
    if (now - told < EVERY) return;
    told = now;
    tell();
  };
  const kinds = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
  for (const kind of kinds) window.addEventListener(kind, seen, { capture: true, passive: true });
  return () => {
    for (const kind of kinds) window.removeEventListener(kind, seen, { capture: true });
  };
}
