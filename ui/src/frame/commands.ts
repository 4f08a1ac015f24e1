/**
 * Everything that can be asked of the window by name, once: its shortcut, when it is to be had, what it does. The
 * keys (`run`), the palette and the list of keys read it here. Its words are in `i18n/*\/palette.ts`, those of a
 * shortcut in `i18n/*\/common.ts` under `keys.actions`.
 */
import { matches, type ShortcutId } from '../lib/shortcuts';
import { SECTIONS, type SectionId } from './pages';

/** What the window can do. */
export interface Actions {
  palette(): void;
  issue(): void;
  import(): void;
  calendar(): void;
  search(): void;
  searchable(): boolean;
  expiring(): void;
  pageTokens(): void;
  pageHistory(): void;
  pageAudit(): void;
  pageScopes(): void;
  openapi(): void;
  pageGate(): void;
  decisions(): void;
  verify(): void;
  settings(section?: SectionId): void;
  keys(): void;
  lock(): void;
}

export type CommandId =
  | 'palette'
  | 'issue'
  | 'import'
  | 'calendar'
  | 'search'
  | 'expiring'
  | 'pageTokens'
  | 'pageHistory'
  | 'pageAudit'
  | 'pageScopes'
  | 'openapi'
  | 'pageGate'
  | 'decisions'
  | 'verify'
  | 'settings'
  | 'keys'
  | 'lock'
  | `settings:${SectionId}`;

export interface Command {
  readonly id: CommandId;
  readonly shortcut?: ShortcutId;
  /** Its key works above a dialog, too. */
  readonly anywhere?: boolean;
  /** Absent: always. */
  readonly when?: () => boolean;
  readonly run: () => void;
}

/** In the order of the palette. */
export function commandsOf(actions: Actions): readonly Command[] {
  return [
    { id: 'issue', shortcut: 'issue', run: () => actions.issue() },
    { id: 'import', run: () => actions.import() },
    { id: 'search', shortcut: 'search', when: () => actions.searchable(), run: () => actions.search() },
    { id: 'expiring', run: () => actions.expiring() },
    { id: 'pageTokens', shortcut: 'pageTokens', run: () => actions.pageTokens() },
    { id: 'pageHistory', shortcut: 'pageHistory', run: () => actions.pageHistory() },
    { id: 'pageAudit', shortcut: 'pageAudit', run: () => actions.pageAudit() },
    { id: 'pageScopes', shortcut: 'pageScopes', run: () => actions.pageScopes() },
    { id: 'openapi', run: () => actions.openapi() },
    { id: 'pageGate', shortcut: 'pageGate', run: () => actions.pageGate() },
    { id: 'decisions', run: () => actions.decisions() },
    { id: 'verify', run: () => actions.verify() },
    { id: 'calendar', run: () => actions.calendar() },
    { id: 'lock', shortcut: 'lock', anywhere: true, run: () => actions.lock() },
    { id: 'keys', shortcut: 'keys', anywhere: true, run: () => actions.keys() },
    { id: 'settings', shortcut: 'settings', run: () => actions.settings() },
    ...SECTIONS.map((section) => ({
      id: `settings:${section}` as const,
      run: () => actions.settings(section),
    })),
    { id: 'palette', shortcut: 'palette', run: () => actions.palette() },
  ];
}

/** Runs the command of which this is the key; false if there is none, or none that can be had now. */
export function runByKey(commands: readonly Command[], event: KeyboardEvent, behindDialog: boolean): boolean {
  const wanted = commands.find(
    ({ shortcut, anywhere }) => shortcut && (anywhere || !behindDialog) && matches(event, shortcut),
  );
  if (!wanted || wanted.when?.() === false) return false;
  wanted.run();
  return true;
}
