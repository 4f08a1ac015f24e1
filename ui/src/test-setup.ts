import './css/pretendard.css';
import './css/vars.css';
import './css/base.css';
import { afterEach, beforeEach } from 'vitest';
import { setHost } from './host/context';
import { FakeHost } from './host/fake';
import { i18n } from './i18n/index.svelte';
import { watchComposition } from './lib/ime';

watchComposition();

beforeEach(() => {
  setHost(new FakeHost());
  i18n.language = 'ko';
});

afterEach(() => {
  delete document.documentElement.dataset.theme;
});
