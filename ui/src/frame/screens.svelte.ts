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
  drawer: new Later(() => import('../drawer/TokenDrawer.svelte')),
  tokenTools: new Later(() => import('../tokens/TokenTools.svelte')),
  nothingFound: new Later(() => import('../tokens/NothingFound.svelte')),
  rowMenu: new Later(() => import('../tokens/RowMenu.svelte')),
  action: new Later(() => import('../drawer/ActionDialog.svelte')),
  bulk: new Later(() => import('../bulk/BulkActions.svelte')),
  history: new Later(() => import('../history/HistoryPage.svelte')),
  audit: new Later(() => import('../audit/AuditPage.svelte')),
  scopes: new Later(() => import('../scopes/ScopesPage.svelte')),
  gate: new Later(() => import('../gate/GatePage.svelte')),
  importing: new Later(() => import('../import/ImportDialog.svelte')),
  calendar: new Later(() => import('../export/CalendarDialog.svelte')),
  palette: new Later(() => import('../palette/Palette.svelte')),
  settings: new Later(() => import('../settings/SettingsPage.svelte')),
  lock: new Later(() => import('../lock/LockPage.svelte')),
  keys: new Later(() => import('./KeysDialog.svelte')),
  trouble: new Later(() => import('../trouble/TroublePage.svelte')),
};

/** All but what a window that shows its list will hardly need. One after the other: none is urgent. */
export async function fetchScreens(): Promise<void> {
  const { trouble, ...others } = screens;
  for (const screen of Object.values(others)) await screen.fetch();
}
