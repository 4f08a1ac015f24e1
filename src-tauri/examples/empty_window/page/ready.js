// The second frame after the first script: as Mapae's page tells it of its list.
requestAnimationFrame(() => {
  requestAnimationFrame(() => window.__TAURI_INTERNALS__.invoke('ui_ready'));
});
