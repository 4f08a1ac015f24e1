/**
 * Tells a key that belongs to the input method from a key meant for us. One Enter that commits a Hangul
 * syllable arrives in WebKitGTK as keydown 229 (composing), compositionend, keydown 229, compositionend, and then a
 * plain keydown Enter. What sets that last one apart is that no key has been released since the composition ended: it
 * is still the same press. Time tells nothing, since a key's time stamp is the display server's and may differ from a
 * composition's by hundreds of milliseconds under load.
 */

/**
 * A composition can also end without a key, by a click or a change of focus: then no release follows, and after this
 * long, in milliseconds, a key is meant for us again.
 */
const FORGOTTEN = 1000;

/** When the last composition ended, by this page's own clock, if no key was released since. */
let endedAt: number | undefined;

/** Watches compositions of the whole document; returns the way to stop. Called once, by main.ts. */
export function watchComposition(target: Document = document): () => void {
  const ended = () => {
    endedAt = performance.now();
  };
  const released = () => {
    endedAt = undefined;
  };
  const listeners = [
    ['compositionend', ended],
    ['keyup', released],
    ['pointerdown', released],
  ] as const;
  for (const [kind, listener] of listeners) target.addEventListener(kind, listener, true);
  return () => {
    for (const [kind, listener] of listeners) target.removeEventListener(kind, listener, true);
  };
}

/** True if the input method uses this key: nothing may be submitted, added or closed by it. */
export function isComposing(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229) return true;
  if (event.key !== 'Enter' && event.key !== 'Escape') return false;
  return endedAt !== undefined && performance.now() - endedAt < FORGOTTEN;
}
