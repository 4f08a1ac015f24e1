import type { Words } from '../ko';

export const settings = {
  title: 'Settings',
  display: 'Display',
  language: 'Language',
  languages: { ko: '한국어', en: 'English' },
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  clipboard: 'Clipboard',
  clipboardSeconds: 'Clear a copied token after (seconds)',
  clipboardHint: (min, max) =>
    `From ${min} to ${max} seconds. Anything else you copy meanwhile is left alone.`,
  clipboardError: (min, max) => `Enter a whole number from ${min} to ${max}.`,
  saved: 'Saved.',

  sections: 'Contents of the settings',
  lock: 'Lock',
  idle: 'Lock when not in use for',
  idleOff: 'Off',
  minutes: (count) => `${count} min`,
  lockWhen: 'Also lock',
  onSuspend: 'when the computer goes to sleep',
  onScreenLock: 'when the screen is locked',
  onStart: 'at the start',
  lockNow: 'Lock now',
  needsPassphrase: 'It takes a passphrase to lock.',
  toProtection: 'Set a passphrase',

  audit: 'Audit Log',
  auditText:
    'Every change and every copy leaves a record that is chained to the one before. This checks the chains of database and audit file from end to end.',
  verify: 'Verify the audit log',
  intact: (count) => `All records are there and in their chain: ${count}.`,
  broken: (place, sequence, flaw) => `In the ${place}, record ${sequence} does not hold. ${flaw}`,
  flaws: {
    missing: 'It is missing.',
    unreadable: 'It can’t be read.',
    altered: 'Its content was changed.',
    out_of_place: 'It is out of order.',
    not_the_head: 'It is not the newest one seen: the end was cut off, or this is an older copy.',
  },
  places: { database: 'database', audit_file: 'audit file' },

  density: 'Height of rows',
  densities: { comfortable: 'Comfortable', compact: 'Compact' },
  folders: 'Folders',
  folderDetails: {
    data: 'the token registry',
    config: 'the settings of this page',
    state: 'keys, audit file, backups, log',
  },
  about: 'About',
  keys: 'Keyboard shortcuts',
  version: 'Version',
} satisfies Words['settings'];
