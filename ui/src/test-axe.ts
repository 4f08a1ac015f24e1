/** What axe finds wrong in a part of the page, as lines to read: expected to be none. */
import axe, { type RunOptions } from 'axe-core';

export async function axeFindings(
  root: Element = document.body,
  options: RunOptions = {},
): Promise<string[]> {
  // Half faded in, every colour is another one.
  const passing = document
    .getAnimations()
    .filter((animation) => animation.effect?.getTiming().iterations === 1);
  // One that is cut short is over, too.
  await Promise.allSettled(passing.map((animation) => animation.finished));
  const { violations } = await axe.run(root, {
    resultTypes: ['violations'],
    ...options,
    rules: {
      // A part under test is not a page: it has no landmarks around it and no first heading.
      region: { enabled: false },
      'page-has-heading-one': { enabled: false },
      'landmark-one-main': { enabled: false },
      ...options.rules,
    },
  });
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
}
