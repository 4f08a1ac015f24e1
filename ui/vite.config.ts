import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { plainIcons } from './plain-icons.ts';

/**
 * Asks for the font parts of the first screen together with the page. Without it the engine learns of them when
 * it first lays text out, and its first frame waits for them: a start took 499 ms, with it 432.
 */
function preloadFirstFonts(): Plugin {
  // The parts that hold Latin and the commonest syllables: what the list and the side bar are written in.
  const first = /PretendardVariable\.subset\.(8[5-9]|9[01])-/;
  return {
    name: 'preload-first-fonts',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => first.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${file}` },
            injectTo: 'head',
          })),
    },
  };
}

export default defineConfig({
  plugins: [plainIcons(), svelte(), preloadFirstFonts()],
  // Relative to the page, so that the same build opens in the real window and from any folder.
  base: './',
  build: {
    // The engine is WebKitGTK: a lower target would rewrite light-dark() into fallbacks that nobody reads.
    target: 'safari18',
    // The content security policy allows no data: addresses, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The first picture takes one script and one style sheet: each further file is a way through the shell.
            { name: 'first', tags: ['$initial'], priority: 1 },
            // What the later screens share; else it would be a dozen files.
            { name: 'shared', minShareCount: 2 },
          ],
        },
      },
    },
  },
});
