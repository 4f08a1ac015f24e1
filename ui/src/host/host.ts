/**
 * The door to Rust, as the rest of the UI sees it. `tauri.ts` is the real one and the only file that imports
 * `@tauri-apps/*`; `fake.ts` is its twin for tests and `vite --mode mock`. A host never hands out a secret:
 * `copyToken` fills the clipboard from Rust and answers with a countdown.
 *
 * Every call rejects with a {@link CommandError} and with nothing else.
 */
import type { CatalogueView } from './types/CatalogueView';
import type { ClearingView } from './types/ClearingView';
import type { CopiedView } from './types/CopiedView';
import type { DraftInput } from './types/DraftInput';
import type { DraftReport } from './types/DraftReport';
import type { Happening } from './types/Happening';
import type { SessionView } from './types/SessionView';
import type { SettingInput } from './types/SettingInput';
import type { SettingsView } from './types/SettingsView';
import type { TokenDetail } from './types/TokenDetail';
import type { TokenPage } from './types/TokenPage';
import type { TokenRow } from './types/TokenRow';

export interface Host {
  /** Known before the first paint (an initialisation script in the real window): no flash of another theme. */
  readonly initialSettings: SettingsView;

  session(): Promise<SessionView>;
  settings(): Promise<SettingsView>;
  setSetting(setting: SettingInput): Promise<SettingsView>;

  catalogue(): Promise<CatalogueView>;
  loadSampleCatalogue(): Promise<CatalogueView>;

  /** Newest first. `offset` past the end answers no rows and the true total. */
  listTokens(offset: number, limit: number): Promise<TokenPage>;
  tokenDetail(id: string): Promise<TokenDetail>;
  checkDraft(draft: DraftInput): Promise<DraftReport>;
  issueToken(draft: DraftInput): Promise<TokenRow>;

  copyToken(id: string): Promise<CopiedView>;
  clearClipboard(): Promise<ClearingView>;

  /** Calls `onHappening` for all that Rust tells without being asked, until the page is gone. */
  watch(onHappening: (happening: Happening) => void): Promise<void>;
  /** The list is drawn: Rust notes the time since exec (`cargo xtask bench`). */
  uiReady(): Promise<void>;
}
