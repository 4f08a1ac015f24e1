/**
 * The fake host of `vite --mode mock`, as the address asks:
 * `?tokens=0&language=en&theme=dark&trouble=damaged&protection=passphrase,recoveryKey&locked=start`.
 */
import { FakeHost } from './fake';
import type { BackupFailureView } from './types/BackupFailureView';
import type { GateFailure } from './types/GateFailure';
import type { LanguageView } from './types/LanguageView';
import type { LockedBecauseView } from './types/LockedBecauseView';
import type { ProtectionView } from './types/ProtectionView';
import type { ThemeView } from './types/ThemeView';
import type { TroubleView } from './types/TroubleView';

export function mockHost(asked: URLSearchParams): FakeHost {
  const text = <Choice extends string>(name: string) => (asked.get(name) ?? undefined) as Choice | undefined;
  const number = (name: string, otherwise: number) => Number(asked.get(name) ?? otherwise);
  const protectors = asked.get('protection')?.split(',') as (keyof ProtectionView)[] | undefined;
  return new FakeHost({
    tokens: number('tokens', 1_000_000),
    language: text<LanguageView>('language'),
    theme: text<ThemeView>('theme'),
    delay: number('delay', 40),
    trouble: text<TroubleView>('trouble'),
    emptyCatalogue: asked.has('emptyCatalogue'),
    protection: protectors && Object.fromEntries(protectors.map((name) => [name, true])),
    locked: text<LockedBecauseView>('locked'),
    keyring: text<'locked' | 'vanished'>('keyring'),
    quarantined: number('quarantined', 0),
    clockBehindSeconds: number('clockBehindSeconds', 0),
    recovery: asked.has('recovery')
      ? { kind: 'repaired', aside: '/home/admin/.local/share/mapae/registry-damaged-20261123T025959Z' }
      : undefined,
    backups: number('backups', 10),
    backupFailed: text<BackupFailureView>('backupFailed'),
    mendNeedsProof: asked.has('mendNeedsProof'),
    mendIncomplete: asked.has('mendIncomplete'),
    restoreNeedsProof: asked.has('restoreNeedsProof'),
    gate: text<'off' | 'on' | 'reading' | GateFailure>('gate') ?? 'on',
    liveGate: true,
  });
}
