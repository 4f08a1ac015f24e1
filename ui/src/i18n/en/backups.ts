import type { Words } from '../ko';

const plural = (count: string, one: string, more: string) =>
  count === '1' ? `1 ${one}` : `${count} ${more}`;

export const backups = {
  title: 'Backups',
  intro:
    'Made when something changed, at most every 10 minutes; the newest 10 are kept. All of them are encrypted.',
  folder: 'Backup folder',
  none: 'There is no backup yet.',
  failed: 'The list of backups could not be read.',
  list: 'Backups',
  columns: { time: 'Time', size: 'Size', events: 'Records', restore: 'Restore' },
  events: (count) => count,
  now: 'Back up now',
  made: 'The backup is made.',

  drill: 'Restore drill',
  drillHint: 'Opens the newest backup aside and compares it with the registry. No data is changed.',
  drillPassed: (name, tokens, events) =>
    `This backup can be restored. ${plural(tokens, 'token', 'tokens')} and ${plural(events, 'record', 'records')} all match. (${name})`,
  drillFailures: {
    unreadable: 'This backup is damaged and can’t be read to its end.',
    other_keys: 'This backup was made with another data key.',
    other_history: 'This backup is of another history than the registry.',
    different: 'This backup has tokens that differ from the registry.',
  },
  drillAdvice: (name) => `Please make a new backup now and repeat the drill. (${name})`,
  drillUnopened: (unopened, tokens) => `Tokens whose seal did not open: ${unopened} of ${tokens}.`,
  drillDifferent: (names) => `Tokens that differ from the registry: ${names}`,

  restore: 'Restore',
  restoreLabel: (time) => `Restore the backup of ${time}`,
  restoreFile: 'Restore a file',
  restoreTitle: 'Restore a backup',
  which: 'Backup to restore',
  fromList: 'From the list',
  fromFile: 'From a file',
  path: 'Path of the file',
  pathHint: 'An .age file that another computer exported will do. ~ is the home folder.',
  pathEmpty: 'Please type the path of the file.',
  aside: 'The present data is put into another folder and not deleted.',
  later: 'What was issued or changed after the backup is left out; you will be told what that is.',
  proofNeeded: 'Please type the passphrase or recovery key of the time of this backup.',
  restored: 'The backup is restored.',

  mend: 'Mend',
  mendTitle: 'Mend the registry',
  mendText: 'Makes the registry anew from what backups and audit file hold together.',
  mendProof: 'Please type the passphrase or recovery key of this registry.',
  incomplete:
    'Backups and audit file together hold less than was saved. Nothing has been changed yet. Mend as far as they go?',
  mendAnyway: 'Mend as far as it goes',
  mended: 'The registry is mended.',

  cancel: 'Cancel',

  export: 'Export',
  exportTitle: 'Export for another computer',
  exportText:
    'The whole registry is exported as encrypted files. On the other computer choose “Restore a file” under Settings, Backups, and type the passphrase or recovery key of this registry.',
  exportFolder: 'Path of the folder',
  exportHint: 'A new folder is made in it.',
  exported: 'Exported. Please move this whole folder.',
  close: 'Close',
} satisfies Words['backups'];
