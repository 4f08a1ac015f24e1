import type { Words } from '../ko';

export const lock = {
  title: 'Locked',
  because: {
    start: 'It has to be opened at each start.',
    person: 'You locked it.',
    idle: 'It locked itself, because nobody was here for a while.',
    suspend: 'It locked itself when the computer went to sleep.',
    screen: 'It locked itself together with the screen.',
    keyring_locked: 'The keyring with the key to the tokens is locked or does not answer.',
    keyring_vanished: 'The keyring with the key to the tokens is not there in this session.',
    key_missing: 'The key file or the key in the keyring is gone. Another way still opens it.',
    key_damaged: 'The key file or the key in the keyring is damaged. Another way still opens it.',
  },
  draftKept: 'The token you were about to issue is kept. Unlock to go on with it.',
  passphrase: 'Passphrase',
  recoveryKey: 'Recovery key',
  recoveryKeyHint: '32 characters. Dashes and case don’t matter.',
  keyring: 'Keyring',
  way: 'How to open it',
  unlock: 'Unlock',
  otherWays: 'Other ways',
  ways: {
    passphrase: 'Use the passphrase',
    recovery_key: 'Use the recovery key',
    keyring: 'Try the keyring again',
  },
  noWay: 'There is no way to open it now. Please bring back the keyring or the key file, then start again.',
  keyringText: 'Unlock the keyring, then try again. The keyring may ask for a password of its own.',
  wait: (seconds) => `Too many wrong attempts. You can try again in ${seconds} s.`,
  waitButton: (seconds) => `Again in ${seconds} s`,
  unlocked: 'Unlocked.',
} satisfies Words['lock'];
