/** A refusal as Rust sends it. */
import type { CommandError } from './types/CommandError';

export function refusal(code: CommandError['code'], more: Partial<CommandError> = {}): CommandError {
  return { field: null, reference: null, seconds: null, ...more, code };
}
