import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vite.config.ts';

// Vitest prints a failure with Map.groupBy, which Node has from 21 on; the oldest Node that Vite takes is 20.19.
Map.groupBy ??= (items, keyOf) => {
  const groups = new Map();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
};

// Every test runs in a real browser: layout, <dialog> and popover are what the kit is built on, and no
// imitation of the DOM has them.
export default mergeConfig(
  base,
  defineConfig({
    // Nothing is found out while tests run: a dependency optimised in the middle of a run reloads the page.
    optimizeDeps: { noDiscovery: true, include: ['axe-core'] },
    test: {
      include: ['src/**/*.test.ts'],
      setupFiles: ['src/test-setup.ts'],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        viewport: { width: 1200, height: 800 },
        provider: playwright({
          launchOptions: {
            executablePath: '/usr/bin/chromium',
            args: [
              '--no-sandbox',
              '--disable-gpu',
              '--disable-quic',
              '--no-first-run',
              '--disable-background-networking',
              '--disable-component-update',
              '--disable-sync',
            ],
          },
          // The zone of the machine must not decide a test.
          contextOptions: { timezoneId: 'Asia/Seoul', locale: 'ko-KR' },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  }),
);
