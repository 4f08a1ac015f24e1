/** The commands as the palette lists them: in words of the present language, findable by those of both. */
import type { Command } from '../frame/commands';
import { backupsWords } from '../i18n/backups';
import { i18n } from '../i18n/index.svelte';
import { paletteWords } from '../i18n/palette';
import { protectionWords } from '../i18n/protection';
import { settingsWords } from '../i18n/settings';
import { sectionTitles } from '../settings/titles';
import type { Findable } from './find';

export interface Entry extends Findable {
  readonly command: Command;
  /** Where it belongs: 설정. */
  readonly group: string | undefined;
}

export function entriesOf(commands: readonly Command[]): Entry[] {
  return commands
    .filter(({ id, when }) => id !== 'palette' && when?.() !== false)
    .map((command) => ({
      command,
      label: labelOf(command, i18n.language),
      group: command.id.startsWith('settings:') ? i18n.t.common.nav.settings : undefined,
      keywords: [
        labelOf(command, i18n.language === 'ko' ? 'en' : 'ko'),
        ...paletteWords.ko.keywords[command.id].split(', '),
        ...paletteWords.en.keywords[command.id].split(', '),
      ],
    }));
}

function labelOf({ id }: Command, language: 'ko' | 'en'): string {
  const words = paletteWords[language];
  if (!id.startsWith('settings:')) return words.labels[id as keyof typeof words.labels];
  const titles = sectionTitles(settingsWords[language], protectionWords[language], backupsWords[language]);
  return titles[id.slice('settings:'.length) as keyof typeof titles];
}
