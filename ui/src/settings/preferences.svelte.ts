/**
 * The settings in force. A change is applied at once and sent to Rust; if Rust refuses it, what held before
 * holds again and the refusal is thrown on.
 */
import { host } from '../host/context';
import type { SettingInput } from '../host/types/SettingInput';
import type { SettingsView } from '../host/types/SettingsView';
import { i18n } from '../i18n/index.svelte';

class Preferences {
  view: SettingsView = $state({
    language: 'ko',
    theme: 'system',
    clipboardSeconds: 30,
    density: 'comfortable',
    lock: { idleMinutes: 10, onSuspend: true, onScreenLock: true, onStart: true },
    table: { hidden: [], views: [] },
    reminders: { days: [14, 7, 1, 0] },
  });

  adopt(view: SettingsView): void {
    this.view = view;
    i18n.language = view.language;
    document.documentElement.lang = view.language;
    document.documentElement.dataset.theme = view.theme;
  }

  async set(setting: SettingInput): Promise<void> {
    const before = this.view;
    if (setting.key === 'language') this.adopt({ ...before, language: setting.value });
    if (setting.key === 'theme') this.adopt({ ...before, theme: setting.value });
    if (setting.key === 'density') this.adopt({ ...before, density: setting.value });
    if (setting.key === 'lock') this.adopt({ ...before, lock: setting.value });
    if (setting.key === 'table') this.adopt({ ...before, table: setting.value });
    if (setting.key === 'reminders') this.adopt({ ...before, reminders: setting.value });
    try {
      this.adopt(await host().setSetting(setting));
    } catch (refusal) {
      this.adopt(before);
      throw refusal;
    }
  }
}

export const preferences = new Preferences();
