import type { Plugin } from 'vite';

type Attributes = Readonly<Record<string, string>>;
type Node = readonly [tag: string, attributes: Attributes];

/**
 * Compiles each icon of Lucide to plain markup with two properties, `size` and `id`; all are hidden from screen readers,
 * as ours are everywhere. Lucide's own component makes an icon of a tree of attributes when it is shown: that was a
 * third of what building the side bar took (22 ms, now 14). `house.test.ts` holds that no other property is given.
 */
export function plainIcons(): Plugin {
  return {
    name: 'plain-icons',
    enforce: 'pre',
    transform: {
      filter: { id: /@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/ },
      handler(source, id) {
        const data = /^const iconData = (\{.*\});$/m.exec(source)?.[1];
        if (data === undefined) throw new Error(`${id} is written in another way than this expects`);
        return component((JSON.parse(data) as { node: readonly Node[] }).node);
      },
    },
  };
}

function component(nodes: readonly Node[]): string {
  const frame = {
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '2',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  };
  const drawing = nodes.map(([tag, attributes]) => `<${tag}${text(attributes)} />`).join('');
  return `<script>const { size = 24, id } = $props();</script>
<svg width={size} height={size} {id}${text(frame)}>${drawing}</svg>`;
}

function text(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
}
