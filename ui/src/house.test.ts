/** Rules of the house that no type can hold, read from the sources. */
import { expect, test } from 'vitest';

const sources = import.meta.glob<string>('/src/**/*.{svelte,ts,css}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Paths of the sources that match, without tests. */
function where(matches: (text: string, path: string) => boolean): string[] {
  return Object.entries(sources)
    .filter(([path, text]) => !path.includes('.test.') && matches(text, path))
    .map(([path]) => path);
}

test('all sources are read', () => {
  expect(Object.keys(sources)).toContain('/src/App.svelte');
  expect(Object.keys(sources).length).toBeGreaterThan(50);
});

test('no literal style attribute: the content security policy would drop it', () => {
  expect(where((text, path) => path.endsWith('.svelte') && /\sstyle\s*=\s*["'{]/.test(text))).toEqual([]);
});

test('an icon is given its size and its id alone: plain-icons.ts knows no more', () => {
  const others = (text: string) =>
    [...text.matchAll(/import (\w+) from '@lucide\/svelte\/icons\//g)]
      .flatMap(([, name]) => [...text.matchAll(new RegExp(`<${name}\\b([^>]*)/>`, 'g'))])
      .some(
        ([, given = '']) =>
          given.replaceAll(/\b(size|id|aria-hidden)=("[^"]*"|\{[^}]*\})/g, '').trim() !== '',
      );
  expect(where((text, path) => path.endsWith('.svelte') && others(text))).toEqual([]);
});

test('no markup is put in as text: names and notes are what people typed', () => {
  expect(where((text) => /\{@html|innerHTML|insertAdjacentHTML/.test(text))).toEqual([]);
});

test('only one file knows Tauri', () => {
  expect(where((text) => /(from|import\()\s*['"]@tauri-apps\//.test(text))).toEqual(['/src/host/tauri.ts']);
});

test('the fake host is reached only through mock mode and tests', () => {
  const allowed = ['/src/host/mock.ts', '/src/test-setup.ts'];
  expect(where((text) => /from '[^']*\/fake'/.test(text)).filter((path) => !allowed.includes(path))).toEqual(
    [],
  );
  expect(
    where((text) => /from '[^']*\/mock'/.test(text)),
    'mock.ts is loaded on demand only',
  ).toEqual([]);
});

test('the kit knows nothing of the screens', () => {
  const screens = /from '\.\.\/(tokens|issue|settings|protection|backups|lock|trouble|frame|host)\//;
  expect(where((text, path) => path.startsWith('/src/kit/') && screens.test(text))).toEqual([]);
});

test('the screens that come later are imported on demand alone, so that the first script stays small', () => {
  const later =
    /^\s*import (?!type).*'[^']*\/(IssueDialog|SettingsPage|LockPage|TroublePage|KeysDialog|TokenDrawer|HistoryPage|ImportDialog|Palette)\.svelte'/m;
  expect(where((text, path) => !path.endsWith('-fixture.svelte') && later.test(text))).toEqual([]);
  expect(where((text) => /import\('[^']*\/(IssueDialog|SettingsPage)\.svelte'\)/.test(text))).toEqual([
    '/src/frame/screens.svelte.ts',
  ]);
});

test('a screen takes its own words, never the whole dictionary', () => {
  const whole = /^\s*import (?!type).*from '[^']*\/(ko|en)'/m;
  expect(where((text) => whole.test(text))).toEqual([]);
});

test('icons are imported by file: by name the build would take thousands of modules', () => {
  expect(where((text) => /from '@lucide\/svelte'/.test(text))).toEqual([]);
});

test('locale and zone are always given to Intl', () => {
  expect(where((text) => /toLocale(Date|Time)?String\(\)|Intl\.\w+\(\)/.test(text))).toEqual([]);
});

test('no Korean particle with two forms follows a value', () => {
  expect(where((text) => /은\(는\)|이\(가\)|을\(를\)|와\(과\)|\(으\)로/.test(text))).toEqual([]);
});

test('colours stand in vars.css alone', () => {
  const literal = /#[0-9a-f]{6}\b|\brgb\(|\bhsl\(/i;
  expect(where((text, path) => /\.(svelte|css)$/.test(path) && literal.test(text))).toEqual([
    '/src/css/vars.css',
  ]);
});
