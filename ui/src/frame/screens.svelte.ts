/**
 * The screens that the first picture does not need: each a script of its own, fetched when it is shown, or before,
 * when the list is drawn and the window has nothing else to do.
 */
import { describeError } from '../i18n/index.svelte';
import { toasts } from '../kit/toasts.svelte';

class Later<Screen> {
  readonly #load: () => Promise<{ default: Screen }>;
  #screen = $state.raw<Screen | undefined>();
  #coming: Promise<void> | undefined;

  constructor(load: () => Promise<{ default: Screen }>) {
    this.#load = load;
  }

  /** Absent until its script has come, for which being asked is enough. */
  get shown(): Screen | undefined {
    void this.fetch();
    return this.#screen;
  }

  fetch(): Promise<void> {
    this.#coming ??= this.#load().then(
      ({ default: screen }) => {
        this.#screen = screen;
      },
      (error: unknown) => {
        this.#coming = undefined;
        toasts.show({ tone: 'bad', text: describeError(error) });
      },
    );
    return this.#coming;
  }
}

export const screens = {
  issue: new Later(() => import('../issue/IssueDialog.svelte')),
  drawer: new Later(() => import('../tokens/TokenDrawer.svelte')),
  settings: new Later(() => import('../settings/SettingsPage.svelte')),
  lock: new Later(() => import('../lock/LockPage.svelte')),
  keys: new Later(() => import('./KeysDialog.svelte')),
  trouble: new Later(() => import('../trouble/TroublePage.svelte')),
};

/** All but the last, which a window that shows its list will hardly need. One after the other: none is urgent. */
export async function fetchScreens(): Promise<void> {
  const { issue, drawer, settings, lock, keys } = screens;
  for (const screen of [issue, drawer, settings, lock, keys]) await screen.fetch();
}
