/** Picks the host, then draws. Mock mode brings the fake one, which is in no other build. */
import './css/pretendard.css';
import './css/vars.css';
import './css/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { setHost } from './host/context';
import type { Host } from './host/host';
import { session } from './host/session.svelte';
import { tauriHost } from './host/tauri';
import { watchComposition } from './lib/ime';
import { preferences } from './settings/preferences.svelte';
import { askFirstPage, firstPageTried } from './tokens/first-page';

async function pickHost(): Promise<Host> {
  if (import.meta.env.MODE === 'mock') {
    const { mockHost } = await import('./host/mock');
    return mockHost(new URLSearchParams(location.search));
  }
  return tauriHost;
}

const host = await pickHost();
setHost(host);
preferences.adopt(host.initialSettings);
watchComposition();
askFirstPage();
await session.open();
await firstPageTried();

const target = document.getElementById('app');
if (!target) throw new Error('index.html holds #app');
mount(App, { target });
