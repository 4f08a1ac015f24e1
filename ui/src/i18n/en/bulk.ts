/** What is done with many tokens at once, in English. */
import type { Words } from '../ko';

const tokens = (count: string) => (count === '1' ? '1 token' : `${count} tokens`);

export const bulk: Words['bulk'] = {
  label: 'What to do with the selected tokens',
  more: 'More',
  export: 'Export',
  short: {
    disable: 'Disable',
    enable: 'Enable',
    revoke: 'Revoke',
    set_expiry: 'Change expiration',
    add_scopes: 'Add scopes',
    remove_scopes: 'Remove scopes',
    add_allow: 'Add to Allow IP',
    remove_allow: 'Remove from Allow IP',
    add_block: 'Add to Block IP',
    remove_block: 'Remove from Block IP',
  },
  title: {
    disable: (count) => `Disable ${tokens(count)}`,
    enable: (count) => `Enable ${tokens(count)}`,
    revoke: (count) => `Revoke ${tokens(count)}`,
    set_expiry: (count) => `Change the expiration of ${tokens(count)}`,
    add_scopes: (count) => `Add scopes to ${tokens(count)}`,
    remove_scopes: (count) => `Remove scopes from ${tokens(count)}`,
    add_allow: (count) => `Add to the Allow IP of ${tokens(count)}`,
    remove_allow: (count) => `Remove from the Allow IP of ${tokens(count)}`,
    add_block: (count) => `Add to the Block IP of ${tokens(count)}`,
    remove_block: (count) => `Remove from the Block IP of ${tokens(count)}`,
  },
  text: {
    disable: 'They are refused from the next request on and can be enabled again later.',
    enable: 'They are accepted again from the next request on.',
    revoke: 'They are refused from the next request on and can never be used again. This can’t be undone.',
    set_expiry: 'All selected tokens get this date.',
    add_scopes: 'The chosen APIs are added. Scopes that are there stay.',
    remove_scopes: 'The chosen APIs are taken away. A token that would have no scope left is not changed.',
    add_allow:
      'A token whose Allow IP is empty allows every address. With this it allows only what you add here.',
    remove_allow: 'Taking away the last entry of Allow IP allows every address.',
    add_block: 'Block IP beats Allow IP where they overlap.',
    remove_block: 'The same networks leave Block IP, whatever their notes say.',
  },

  cancel: 'Cancel',
  back: 'Back',
  next: 'Next',
  confirm: 'OK',
  close: 'Close',
  stop: 'Stop',
  failed: (reason) => `It could not be done. ${reason}`,

  preview: {
    title: 'What changes',
    reading: 'Looking what would change.',
    changed: (total, changed) => `${changed} of ${total} will be changed.`,
    none: (total) => `None of ${total} would be changed.`,
    unchanged: (count) => `${count} already so.`,
    refused: {
      revoked: (count) => `${count} revoked: can’t be changed.`,
      gone: (count) => `${count} deleted: can’t be changed.`,
      in_force: (count) => `${count} still in force: can’t be deleted.`,
      no_scope_left: (count) => `${count} would have no scope left: not changed.`,
      too_many_entries: (count) => `${count} would have more than 1,000 entries: not changed.`,
      outdated: (count) => `${count} changed at the same moment: can’t be changed.`,
      failed: (count) => `${count} with a damaged record: can’t be changed.`,
    },
    narrowed: (count) =>
      `${tokens(count)} allow every address now. They will work only from the added addresses and be cut off elsewhere.`,
    opened: (count) => `${tokens(count)} will allow every address, because their last entry goes.`,
    final: 'Revoking can’t be undone.',
    names: (names, more) => `(${names}${more ? ' …' : ''})`,
  },

  run: {
    title: 'Changing',
  },
  report: {
    done: (count) => `${tokens(count)} changed.`,
    nothing: 'No token was changed.',
    unchanged: (count) => `${count} were so already.`,
    failed: (count) => `${count} could not be changed.`,
    stopped: (left) => `Stopped. What is done stays done; ${left} were not touched.`,
    failures: 'Tokens that could not be changed',
    more: (count) => `and ${count} more`,
    why: {
      revoked: 'It is revoked.',
      gone: 'It is deleted.',
      in_force: 'It is still in force.',
      no_scope_left: 'It would have no scope left.',
      too_many_entries: 'It would have more than 1,000 entries.',
      outdated: 'It was changed at the same moment.',
      failed: 'Its record is damaged, or the disk refused.',
    },
  },
  undo: {
    label: 'Undo',
    disabled: (count) => `${tokens(count)} disabled.`,
    enabled: (count) => `${tokens(count)} enabled again.`,
    running: (count) => `Undoing ${tokens(count)}.`,
    done: (count) => `${tokens(count)} as before.`,
    partly: (count, failed) => `${tokens(count)} as before, ${failed} could not be undone.`,
  },
  exporting: {
    title: (count) => `Export ${tokens(count)}`,
    text: 'Rules and states are written to a file. The secrets are not in it.',
  },
};
