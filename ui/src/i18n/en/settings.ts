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
  protection: 'Protection',
  protectionDetails: {
    keyring: {
      how: 'The key that opens the tokens is kept in the keyring of the operating system.',
      guards: 'A leaked disk or backup does not open the tokens without your login password.',
      limits: 'Programs that run under this account while you are logged in.',
    },
    key_file: {
      how: 'No keyring is available, so the key that opens the tokens is a file in the state folder. Only this account can read it.',
      guards: 'A leaked data folder alone does not open the tokens, and other accounts cannot read the key.',
      limits:
        'A leaked disk, or a leaked state folder with the data, opens the tokens. So can programs that run under this account.',
    },
  },
  guards: 'Protects against',
  limits: 'Does not protect against',
  folders: 'Folders',
  folderNames: { data: 'Data', config: 'Configuration', state: 'State' },
  folderDetails: {
    data: 'the token registry',
    config: 'the settings of this page',
    state: 'keys, the head of the audit chain, log',
  },
  about: 'About',
  version: 'Version',
} satisfies Words['settings'];
