import type { Words } from '../ko';

export const exporting = {
  format: 'Format',
  formats: {
    csv: 'Opens in a spreadsheet.',
    json: 'Complete and exact; best for other programs.',
  },
  folder: 'Folder to save in',
  hint: 'Saved as a new file; nothing is overwritten. Token strings are not in it.',
  save: 'Export',
  running: 'Exporting.',
  written: (count) => `Saved: ${count}.`,
  stop: 'Stop',
  stopping: 'Stopping.',
  progress: (done, total) => `${done} of ${total}`,
  calendarTitle: 'Export to a calendar',
  calendarText:
    'Makes an iCalendar file (.ics) with every expiration to come as an all-day event. Open it in your calendar.',
} satisfies Words['exporting'];
