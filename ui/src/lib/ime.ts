/**
 * Tells a key that belongs to the input method from a key meant for us. One Enter that commits a Hangul
 * syllable arrives in WebKitGTK as keydown 229 (composing), compositionend, keydown 229, and then a plain
 * keydown Enter: so Enter and Escape right after the end of a composition belong to it, too.
 */

/** How long after a compositionend an Enter or Escape still belongs to the composition, in milliseconds. */
const SETTLING = 40;

let endedAt = Number.NEGATIVE_INFINITY;

/** Watches compositions of the whole document; returns the way to stop. Called once, by main.ts. */
export function watchComposition(target: Document = document): () => void {
  const ended = (event: Event) => {
    endedAt = event.timeStamp;
  };
  target.addEventListener('compositionend', ended, true);
  return () => target.removeEventListener('compositionend', ended, true);
}

/** True if the input method uses this key: nothing may be submitted, added or closed by it. */
export function isComposing(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229) return true;
  if (event.key !== 'Enter' && event.key !== 'Escape') return false;
  return event.timeStamp - endedAt < SETTLING;
}
