/** A sentence for screen readers alone. The topmost {@link ToastRegion} carries the live line. */

class Announcer {
  text = $state('');
}

export const announcer = new Announcer();

/** Says it once; the same words a second time are said again. */
export function announce(text: string): void {
  // A live region is silent when its text does not change: a no-break space makes it differ.
  announcer.text = announcer.text === text ? `${text}\u00A0` : text;
}
