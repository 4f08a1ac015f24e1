import type { Words } from '../ko';

export const trouble = {
  happenedLabel: 'What happened',
  todoLabel: 'What to do',
  folderLabel: (name) => `${name} folder`,
  referenceLabel: 'Log reference',
  referenceHint: 'Find the cause in the log by this reference.',
  restore: 'Restore a backup',
  mend: 'Mend',
  nothingLost: 'Nothing is changed in your data by itself while this page is shown.',
  kinds: {
    in_use: {
      title: 'Mapae is already running',
      happened: 'Another Mapae is using the same data folder.',
      todo: 'Use the window that is open, or close it and start again.',
    },
    no_access: {
      title: 'The folder can’t be read or written',
      happened: 'This account may not read or write the data folder.',
      todo: 'Check the owner and the permissions of the folder, then start again.',
    },
    wrong_owner: {
      title: 'The folder belongs to another user',
      happened:
        'The data folder or a file in it belongs to another account. It was not opened, because owners would get mixed.',
      todo: 'Run Mapae as that account, or make this account the owner of the folder and its files, then start again.',
    },
    not_a_folder: {
      title: 'A file stands where a folder should be',
      happened:
        'Another file is in the place of the data folder, so the registry could not be opened. It was left alone.',
      todo: 'Move that file somewhere else, then start again.',
    },
    disk_full: {
      title: 'The disk is full',
      happened: 'Opening the registry needs some free space.',
      todo: 'Free some space on the same disk, then start again.',
    },
    damaged: {
      title: 'The registry is damaged',
      happened:
        'The registry could not be read. What could be put together by itself was less than all, so it was left as it is.',
      todo: 'Press Mend. The present data is put into another folder and not deleted.',
    },
    rolled_back: {
      title: 'The latest records of the registry are gone',
      happened:
        'This registry is older than what was last seen here. The end of the database was lost, or an older copy was put back. It was not opened, because tokens issued since would be unknown.',
      todo: 'Press Mend. To go on with this older state, move the file head out of the state folder and start again.',
    },
    newer_format: {
      title: 'This data belongs to a newer Mapae',
      happened: 'It is stored in a format that this version does not know.',
      todo: 'Open it with the newer version of Mapae.',
    },
    key_missing: {
      title: 'The key that opens the tokens is missing',
      happened:
        'There are sealed tokens, but the key to open them was not found. No new key was made, because the tokens would be lost.',
      todo: 'Log in with the account and keyring used for issuing, or put the key file back into the state folder, then start again. If there was a passphrase or a recovery key, you can also restore a backup.',
    },
    key_damaged: {
      title: 'The key that opens the tokens is damaged',
      happened: 'A key was found, but it does not prove to be the key of this registry.',
      todo: 'Put your backup of the key back, then start again. If there was a passphrase or a recovery key, you can also restore a backup.',
    },
    keyring_locked: {
      title: 'The keyring is locked',
      happened:
        'The key that opens the tokens is in the keyring of the operating system, which did not open.',
      todo: 'Unlock the keyring, then start again.',
    },
    unknown: {
      title: 'The registry could not be opened',
      happened: 'Something unexpected kept the registry from opening.',
      todo: 'Start again. If that changes nothing, find the cause in the log by the reference.',
    },
  },
} satisfies Words['trouble'];
