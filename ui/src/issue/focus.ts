/** Where the focus goes when a form is refused. */
import type { DraftField } from '../host/types/DraftField';

/** The control of a field that takes its focus: the one that is marked wrong, else the first. */
export function focusField(form: HTMLElement | undefined, field: DraftField): void {
  const box = form?.querySelector(`[data-field="${field}"]`);
  const wanted = [
    '[aria-invalid="true"]',
    '[type="checkbox"]',
    '[type="text"]:not(:disabled), textarea',
    'button',
  ];
  for (const selector of wanted) {
    const control = box?.querySelector<HTMLElement>(selector);
    if (!control) continue;
    control.focus();
    return;
  }
}
