/** Where a person would look for what they exported: the folder of the last time, else their home. */
import { session } from '../host/session.svelte';

let last: string | undefined;

export function likelyFolder(): string {
  return last ?? homeOf(session.view?.folders.data ?? '');
}

export function remember(folder: string): void {
  last = folder;
}

/** The home folder, as far as the data folder tells. */
function homeOf(data: string): string {
  return data.replace(/\/(\.local\/share\/)?[^/]*\/?$/, '') || '/';
}
