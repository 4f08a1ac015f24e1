/**
 * The words of the present language. Korean is the source; English must have the same shape. Reading
 * `i18n.t` or `i18n.of` inside a component re-renders it when the language changes.
 */
import type { CommandError } from '../host/types/CommandError';
import type { LanguageView } from '../host/types/LanguageView';
import { first } from './first';
import type { Both } from './words';

const locales: Record<LanguageView, string> = { ko: 'ko-KR', en: 'en-GB' };

class I18n {
  language: LanguageView = $state('ko');

  /** What every screen needs. */
  get t() {
    return first[this.language];
  }

  /** The words of one screen. */
  of<Words>(both: Both<Words>): Words {
    return both[this.language];
  }

  /** For Intl: always given, because the locale of the web view follows LANG, not the app. */
  get locale(): string {
    return locales[this.language];
  }
}

export const i18n = new I18n();

/** What happened and what to do, for whatever a call of the host was rejected with. */
export function describeError(error: unknown): string {
  const { codes, reference } = i18n.t.errors;
  // The bridge is not typed: what arrives is checked before it is believed.
  if (!isCommandError(error) || !Object.hasOwn(codes, error.code)) return codes.internal;
  const text = codes[error.code];
  return error.reference ? `${text} ${reference(error.reference)}` : text;
}

export function isCommandError(error: unknown): error is CommandError {
  return typeof error === 'object' && error !== null && typeof (error as CommandError).code === 'string';
}
