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
    internal: 'Something unexpected happened. Please try again.',
  },
  reference: (reference) => `(log reference ${reference})`,
} satisfies Words['errors'];
