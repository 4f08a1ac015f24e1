/** What a page looks at again and again while somebody looks at the page. */

/** In milliseconds, from the end of one look to the next. */
const APART = 1000;

/**
 * Looks now, and again a second after each look; not while the window is hidden, and at once when it is seen again.
 * `look` may not reject.
 *
 * @returns the way to stop.
 */
export function eachSecond(look: () => Promise<unknown>): () => void {
  let next: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let looking = false;

  async function turn(): Promise<void> {
    clearTimeout(next);
    if (looking || stopped || document.visibilityState === 'hidden') return;
    looking = true;
    await look();
    looking = false;
    if (!stopped) next = setTimeout(turn, APART);
  }

  document.addEventListener('visibilitychange', turn);
  void turn();
  return () => {
    stopped = true;
    clearTimeout(next);
    document.removeEventListener('visibilitychange', turn);
  };
}
