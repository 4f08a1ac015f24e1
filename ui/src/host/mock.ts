/** The fake host of `vite --mode mock`, as the address asks: `?tokens=0&language=en&theme=dark&trouble=damaged`. */
import { FakeHost } from './fake';
import type { LanguageView } from './types/LanguageView';
import type { ProtectionView } from './types/ProtectionView';
import type { ThemeView } from './types/ThemeView';
import type { TroubleView } from './types/TroubleView';

export function mockHost(asked: URLSearchParams): FakeHost {
  const text = <Choice extends string>(name: string) => (asked.get(name) ?? undefined) as Choice | undefined;
  const number = (name: string, otherwise: number) => Number(asked.get(name) ?? otherwise);
  return new FakeHost({
    tokens: number('tokens', 1_000_000),
    language: text<LanguageView>('language'),
    theme: text<ThemeView>('theme'),
    delay: number('delay', 40),
    trouble: text<TroubleView>('trouble'),
    emptyCatalogue: asked.has('emptyCatalogue'),
    protection: text<ProtectionView>('protection'),
    quarantined: number('quarantined', 0),
    clockBehindSeconds: number('clockBehindSeconds', 0),
  });
}
