/** Whether every record is still there and as it was written: one checking at a time, and what it found. */
import { host } from '../host/context';
import type { AuditReportView } from '../host/types/AuditReportView';
import { describeError, i18n } from '../i18n/index.svelte';
import { settingsWords } from '../i18n/settings';
import { formatCount } from '../lib/format';

export class Verification {
  busy = $state(false);
  report = $state.raw<AuditReportView>();
  failure = $state.raw<unknown>(null);

  async run(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.report = undefined;
    this.failure = null;
    try {
      this.report = await host().verifyEvents();
    } catch (error) {
      this.failure = error;
    } finally {
      this.busy = false;
    }
  }

  /** What came of it; `undefined` before. */
  get told(): { good: boolean; text: string } | undefined {
    const { failure, report } = this;
    const words = i18n.of(settingsWords);
    if (failure !== null) return { good: false, text: describeError(failure) };
    if (report?.kind === 'intact') return { good: true, text: words.intact(formatCount(report.events)) };
    if (!report) return undefined;
    const { place, sequence, flaw } = report;
    return { good: false, text: words.broken(words.places[place], formatCount(sequence), words.flaws[flaw]) };
  }
}
