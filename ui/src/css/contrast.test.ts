/** WCAG 2.2 contrast (1.4.3, 1.4.11) of the pairs that meet on screen, computed from vars.css. */
import { describe, expect, test } from 'vitest';
import css from './vars.css?raw';

type Theme = 'light' | 'dark';

/** Text: 4.5. What is behind it, by what stands on it. */
const texts: Record<string, string[]> = {
  text: ['bg', 'surface', 'raised', 'hover', 'mute-soft', 'accent-soft', 'warn-soft'],
  'text-2': ['bg', 'surface', 'raised', 'hover', 'mute-soft', 'accent-soft'],
  'text-3': ['bg', 'surface', 'raised', 'hover'],
  'accent-text': ['bg', 'surface', 'raised', 'hover', 'accent-soft'],
  'on-accent': ['accent'],
  ok: ['surface', 'raised', 'ok-soft'],
  warn: ['bg', 'surface', 'raised', 'warn-soft'],
  bad: ['bg', 'surface', 'raised', 'hover', 'bad-soft'],
  mute: ['surface', 'raised', 'mute-soft'],
};

/** Borders of controls, check boxes and the focus ring: 3. */
const shapes: Record<string, string[]> = {
  field: ['bg', 'surface', 'raised'],
  accent: ['bg', 'surface', 'raised', 'hover', 'accent-soft'],
  bad: ['surface', 'raised'],
};

const [usual = '', more = ''] = css.split('@media (prefers-contrast: more)');
const plain = palette(usual);
const raised: Palette = new Map([...plain, ...palette(more)]);

describe.each<[string, Palette]>([
  ['usual contrast', plain],
  ['more contrast', raised],
])('%s', (_, colours) => {
  for (const theme of ['light', 'dark'] as const) {
    for (const [least, pairs] of [
      [4.5, texts],
      [3, shapes],
    ] as const) {
      for (const [front, backs] of Object.entries(pairs)) {
        test.each(backs)(`${theme}: ${front} on %s is at least ${least}`, (back) => {
          expect(
            contrast(colour(colours, front, theme), colour(colours, back, theme)),
          ).toBeGreaterThanOrEqual(least);
        });
      }
    }
  }
});

test('with more contrast, lines are as plain as borders', () => {
  for (const theme of ['light', 'dark'] as const) {
    expect(contrast(colour(raised, 'line', theme), colour(raised, 'surface', theme))).toBeGreaterThanOrEqual(
      3,
    );
  }
});

test('the computation is the one of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

type Palette = Map<string, Record<Theme, string>>;

function palette(source: string): Palette {
  const found = source.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g);
  return new Map([...found].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]));
}

function colour(colours: Palette, name: string, theme: Theme): string {
  const pair = colours.get(name);
  if (!pair) throw new Error(`vars.css has no --${name}`);
  return pair[theme];
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
