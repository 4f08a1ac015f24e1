import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [svelte()],
  // Relative to the page, so that the same build opens in the real window and from any folder.
  base: './',
  build: {
    // The engine is WebKitGTK: a lower target would rewrite light-dark() into fallbacks that nobody reads.
    target: 'safari18',
    // The content security policy allows no data: addresses, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
