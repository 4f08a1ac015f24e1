import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { axeFindings } from '../test-axe';
import Fixture from './grid-fixture.svelte';

const MILLION = 1_000_000;
const HEIGHT = '434px';

const grid = () => page.getByRole('grid', { name: '수' }).element() as HTMLElement;
const line = (row: number) => grid().querySelector<HTMLElement>(`[data-row="${row}"]`);
const lines = () => [...grid().querySelectorAll<HTMLElement>('[data-row]')];
const topOf = (row: number) => line(row)?.getBoundingClientRect().top ?? Number.NaN;
const tip = () => document.querySelector<HTMLElement>('[popover]:popover-open')?.textContent;

async function open(props: { count: number; height?: string; onopen?: (row: number) => void }) {
  const shown = await render(Fixture, { height: HEIGHT, ...props });
  await expect.poll(() => lines().length).toBeGreaterThan(0);
  return shown;
}

describe('the grid', () => {
  test('tells assistive technology how large it is and where a row stands', async () => {
    await open({ count: MILLION });
    expect(grid().ariaRowCount).toBe('1000001');
    expect(grid().ariaColCount).toBe('3');
    expect(line(0)?.ariaRowIndex).toBe('2');
    expect(await axeFindings()).toEqual([]);
  });

  test('gives the focus of a cell to its button, and the row to Enter elsewhere', async () => {
    const onopen = vi.fn();
    await open({ count: 100, onopen });
    await userEvent.keyboard('{Tab}');
    expect(document.activeElement).toHaveRole('rowheader');
    await userEvent.keyboard('{ArrowDown}{Enter}{ArrowRight}');
    expect(document.activeElement).toHaveAccessibleName('누르기 1');
    await userEvent.keyboard('{Enter}');
    expect(onopen.mock.calls).toEqual([[1]]);
  });

  test('does not scroll by a space', async () => {
    await open({ count: 100 });
    await userEvent.keyboard('{Tab} ');
    expect(grid().scrollTop).toBe(0);
  });

  test('moves a million rows pixel for pixel, and comes back into proportion without moving them', async () => {
    await open({ count: MILLION });
    grid().scrollTop = 7_000_000;
    await expect.poll(() => lines().length).toBeGreaterThan(10);
    await expect.poll(() => Number(lines()[8]?.dataset.row)).toBeGreaterThan(400_000);
    const row = Number(lines()[12]?.dataset.row);
    const before = topOf(row);
    for (let turn = 0; turn < 5; turn += 1) {
      const bar = grid().scrollTop;
      grid().scrollTop = bar + 40;
      await expect.poll(() => topOf(row)).toBe(before - 40 * (turn + 1));
    }
    const scrolled = grid().scrollTop;
    await expect.poll(() => grid().scrollTop, { message: 'in proportion again' }).not.toBe(scrolled);
    expect(topOf(row)).toBe(before - 200);
  });

  test('stays at its end when it becomes shorter', async () => {
    const shown = await open({ count: MILLION });
    grid().scrollTop = grid().scrollHeight;
    await expect.poll(() => line(MILLION - 1)).not.toBeNull();
    await shown.rerender({ count: 50 });
    await expect.poll(() => line(49)).not.toBeNull();
    expect(line(49)?.getBoundingClientRect().bottom).toBeCloseTo(grid().getBoundingClientRect().bottom, 0);
  });

  test('takes no harm from a scroll that arrives after it has gone', async () => {
    const shown = await open({ count: 100 });
    const gone = grid();
    await shown.unmount();
    // An error in the handler would reach the window, and fail this run as unhandled.
    const failed = vi.fn();
    window.addEventListener('error', failed);
    gone.dispatchEvent(new Event('scroll'));
    window.removeEventListener('error', failed);
    expect(failed).not.toHaveBeenCalled();
  });

  test('draws no more than the window holds, even if no style sheet bounds it', async () => {
    await open({ count: 500, height: 'auto' });
    const seen = Math.ceil(window.innerHeight / 40);
    await expect.poll(() => lines().length).toBeLessThanOrEqual(seen + 1 + 12);
  });

  test('shows what a cell has to say on focus, and hides it by Escape', async () => {
    await open({ count: 100 });
    await userEvent.keyboard('{Tab}{ArrowDown}{ArrowDown}{End}');
    await expect.poll(tip).toBe('2 × 2');
    await userEvent.keyboard('{Escape}');
    expect(tip()).toBeUndefined();
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(tip).toBe('3 × 2');
  });
});
