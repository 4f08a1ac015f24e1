// Runs before the first paint, ahead of the modules: no flash of another theme, and the right language for
// fonts and screen readers. Its own file, because the content security policy allows no inline script.
//
// And it asks Rust what the first picture shows, so that the answers come while the modules are still being read
// (host/tauri.ts takes them, and its test holds that these are the questions which the window begins with).
(() => {
  const settings = window.__MAPAE_SETTINGS__;
  if (!settings) return;
  document.documentElement.dataset.theme = settings.theme;
  document.documentElement.lang = settings.language;

  const query = {
    text: '',
    statuses: [],
    scopes: [],
    expiresWithin: null,
    limited: null,
    custody: null,
    used: null,
    token: null,
    deleted: false,
    sort: 'issued',
    descending: true,
  };
  window.__MAPAE_ASKED__ = [
    { command: 'session' },
    { command: 'list_tokens', values: { query, offset: 0, limit: 100 } },
  ];
  for (const asked of window.__MAPAE_ASKED__) {
    asked.answer = window.__TAURI_INTERNALS__.invoke(asked.command, asked.values);
    // Whoever takes it sees why; until then nobody has to.
    asked.answer.catch(() => {});
  }
})();
