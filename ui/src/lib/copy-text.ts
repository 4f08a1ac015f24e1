/**
 * Copies a text that is no secret. The page has no permission for the clipboard (`navigator.clipboard`), but a press of
 * the person may copy what is selected, as Ctrl+C does.
 */

/** Copies the words of `element`. False where the engine refuses: they are left selected then, for Ctrl+C. */
export function copyText(element: HTMLElement): boolean {
  const selection = document.getSelection();
  if (!selection) return false;
  selection.selectAllChildren(element);
  const copied = document.execCommand('copy');
  if (copied) selection.removeAllRanges();
  return copied;
}
