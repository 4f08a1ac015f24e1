/** The backups of the fake host and what can be done with them, with every answer reachable. */
import { NOW } from './fake-clock';
import { refusal } from './fake-refusal';
import type { AuditReportView } from './types/AuditReportView';
import type { BackupFailureView } from './types/BackupFailureView';
import type { BackupsView } from './types/BackupsView';
import type { BackupView } from './types/BackupView';
import type { DrillView } from './types/DrillView';
import type { ExportView } from './types/ExportView';
import type { RestoreInput } from './types/RestoreInput';

export interface BackupsOptions {
  /** How many there are at the start. */
  backups?: number;
  backupFailed?: BackupFailureView;
  /** A listed backup opens only with a passphrase or a recovery key, too. */
  restoreNeedsProof?: boolean;
  mendNeedsProof?: boolean;
  mendIncomplete?: boolean;
  /** Names of tokens that the drill finds to be other. */
  different?: string[];
  audit?: AuditReportView;
}

const EVERY = 4 * 3_600_000;
const KEPT = 10;

export class FakeBackups {
  readonly #options: BackupsOptions;
  readonly #backups: BackupView[];
  #failed: BackupFailureView | null;

  constructor(options: BackupsOptions) {
    this.#options = options;
    this.#failed = options.backupFailed ?? null;
    this.#backups = Array.from({ length: options.backups ?? 3 }, (_, step) => backup(step));
  }

  get view(): BackupsView {
    return {
      folder: '/home/admin/.local/state/mapae/backups',
      backups: [...this.#backups],
      failed: this.#failed,
    };
  }

  backUp(): BackupsView {
    const events = (this.#backups[0]?.events ?? 1200) + 4;
    this.#backups.unshift({ ...backup(0), name: `20261123T030000.000Z-${events}.age`, at: NOW, events });
    this.#backups.length = Math.min(this.#backups.length, KEPT);
    this.#failed = null;
    return this.view;
  }

  drill(tokens: number): DrillView {
    const newest = this.#backups[0];
    if (!newest) throw refusal('backup_not_found');
    const different = this.#options.different ?? [];
    return {
      name: newest.name,
      tokens,
      events: newest.events,
      opened: tokens - different.length,
      different,
      failure: different.length > 0 ? 'different' : null,
    };
  }

  /** @returns whether a proof has to be judged first. */
  restore(from: RestoreInput, proven: boolean): boolean {
    if (from.from === 'backup' && !this.#backups.some(({ name }) => name === from.value)) {
      throw refusal('backup_not_found');
    }
    if (from.from === 'file') {
      if (!/^[~/].*\.age$/.test(from.value)) throw refusal('backup_not_found');
      if (from.value.includes('broken')) throw refusal('backup_unreadable', { reference: 'K7M2QX' });
      if (from.value.includes('newer')) throw refusal('backup_newer');
    }
    const needed = from.from === 'file' || this.#options.restoreNeedsProof === true;
    if (needed && !proven) throw refusal('unlock_needed');
    return needed;
  }

  /** As far as backups and audit file go. */
  mend(proven: boolean, acceptLoss: boolean): void {
    if (this.#options.mendNeedsProof && !proven) throw refusal('unlock_needed');
    if (this.#options.mendIncomplete && !acceptLoss) throw refusal('incomplete');
  }

  export(folder: string, portable: boolean): ExportView {
    if (!portable) throw refusal('not_portable');
    if (!/^[~/]/.test(folder)) throw refusal('folder_unusable');
    return { folder: `${folder.replace(/\/$/, '')}/mapae-export-20261123T030000Z` };
  }

  verify(): AuditReportView {
    return this.#options.audit ?? { kind: 'intact', events: 1204 };
  }
}

function backup(step: number): BackupView {
  const at = NOW - 600_000 - step * EVERY;
  const time = new Date(at).toISOString().replaceAll(/[-:]/g, '');
  const events = 1204 - step * 7;
  return { name: `${time}-${events}.age`, at, bytes: 418_304 - step * 2048, events };
}
