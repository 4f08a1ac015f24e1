/** What axe finds in both themes, one after the other. */
import { axeFindings } from './test-axe';

export async function findingsInBothThemes(): Promise<string[]> {
  const all: string[] = [];
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset.theme = theme;
    all.push(...(await axeFindings()));
  }
  return all;
}
