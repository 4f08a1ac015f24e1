// Runs before the first paint, ahead of the modules: no flash of another theme, and the right language for
// fonts and screen readers. Its own file, because the content security policy allows no inline script.
(() => {
  const settings = window.__MAPAE_SETTINGS__;
  if (!settings) return;
  document.documentElement.dataset.theme = settings.theme;
  document.documentElement.lang = settings.language;
})();
