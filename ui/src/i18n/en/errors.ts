import type { Words } from '../ko';

export const errors = {
  codes: {
    draft_refused: 'Not saved. Please correct the fields marked in red.',
    token_not_found: 'This token was not found. Please reload the list.',
    token_not_copyable: 'This token can no longer be copied. Please issue a new one.',
    token_damaged: 'The stored token is damaged and could not be opened. Please issue a new one.',
    clipboard_failed: 'The clipboard could not be filled. Please copy again in a moment.',
    setting_out_of_range: 'This value is not accepted. Please stay within the allowed range.',
    disk_full: 'The disk is full and nothing was saved. Please free some space and try again.',
    store_failed: 'The registry could not be used. Please try again in a moment.',
    registry_unavailable: 'The registry is not open. Please restart the application.',
    registry_in_use: 'Another Mapae is using the registry. Please close its window and try again.',
    locked: 'It is locked. Please unlock it and try again.',
    gate_refused: 'The settings of the gate were not saved. Please correct the fields marked in red.',
    gate_not_saved:
      'The settings file could not be written, so the gate is as it was. Please check the folder’s permissions and free space.',
    catalogue_refused: 'The list of APIs was not saved. Please correct the fields marked in red.',
    nothing_to_lock_with: 'There is no passphrase to lock with. Please set one first.',
    wrong_passphrase: 'This is not the passphrase. Please type it again.',
    wrong_recovery_key: 'This is another recovery key. Please check the one you noted.',
    recovery_key_mistyped: 'A character is wrong or missing. Please compare it with your note.',
    too_many_attempts: 'There were too many wrong attempts. Please try again in a moment.',
    passphrase_refused: 'This passphrase can’t be used. Please type a longer one that is harder to guess.',
    keyring_locked: 'The keyring is locked or does not answer. Please unlock it and try again.',
    keyring_vanished:
      'There is no keyring in this session. Please log in to your desktop and try again, or use another way.',
    key_damaged: 'The key is damaged or belongs to another registry. Please use another way.',
    last_protector: 'This is the last way to open the registry. Please set up another one first.',
    busy: 'Something else is still under way. Please try again when it is done.',
    backup_not_found: 'There is no backup there. Please check the path or the list.',
    backup_unreadable:
      'The backup could not be opened: it is damaged or belongs to another registry. Please try another one.',
    backup_newer: 'A newer Mapae made this backup. Please open it with that version.',
    unlock_needed: 'It takes a passphrase or a recovery key to open this backup.',
    backup_key_missing:
      'The key of this backup is not on this computer. Please bring back the keyring or the key file it was made with, or try another backup.',
    incomplete: 'Not every saved change can be brought back. Please choose whether the rest will do.',
    audit_broken:
      'The audit file does not hold, so no backup was made. Please verify it under Settings, Audit Log.',
    not_portable:
      'Keyring and key file can’t move to another computer. Please set a passphrase or make a recovery key first.',
    folder_unusable: 'Nothing can be written to this folder. Please type another one.',
    outdated: 'The token was changed elsewhere meanwhile. Look at it as it is now and save again.',
    token_revoked: 'The token was revoked and can’t be changed. Issue a new one.',
    token_in_force: 'The token still works and can’t be deleted. Revoke it first.',
    name_mismatch: 'That is not the token’s name. Type it exactly.',
    import_unreadable:
      'The file can’t be read as a list of tokens. Choose a CSV or JSON file exported by Mapae.',
    nothing_to_import: 'There is nothing to import. Choose the file again.',
    too_many: 'That is more than can be handled at once. Split it and try again.',
    token_expired: 'The token has expired. Move its expiration date first.',
    import_unknown_column:
      'A column has a name that is not known. Use only name, description, expires, allow, block, limit, period and scopes.',
    stopped: 'Stopped.',
    internal: 'Something unexpected happened. Please try again.',
  },
  reference: (reference) => `(log reference ${reference})`,
} satisfies Words['errors'];
