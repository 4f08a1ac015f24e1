/**
 * What Escape closes: the topmost layer, one per key press. Exists because WebKitGTK lets one Escape close an
 * open popover and the modal dialog around it together, and because an Escape that ends a Hangul composition
 * must close nothing. Dialogs and drawers push themselves here. Whoever uses Escape for something smaller (a
 * chip being edited) handles it on its own element and prevents the default.
 */
import { isComposing } from '../lib/ime';

interface Layer {
  close: () => void;
  /** Keys of the window behind it are off. */
  modal: boolean;
}

const layers: Layer[] = [];

/** Puts a layer on top; returns the way to take it off again, wherever it is by then. */
export function pushLayer(layer: Layer): () => void {
  layers.push(layer);
  return () => {
    const at = layers.indexOf(layer);
    if (at >= 0) layers.splice(at, 1);
  };
}

/** True while a modal dialog is open: shortcuts of the page behind it don't apply. */
export function isModalOpen(): boolean {
  return layers.some((layer) => layer.modal);
}

/** Hides the topmost open popover within `root`; false if there is none. */
export function hideTopmostPopover(root: ParentNode = document): boolean {
  const open = [...root.querySelectorAll<HTMLElement>(':popover-open')].at(-1);
  open?.hidePopover();
  return open !== undefined;
}

function beforeOthers(event: KeyboardEvent): void {
  if (event.key !== 'Escape' && event.keyCode !== 27) return;
  // Keeps the engine from closing anything by itself; the field still sees the key.
  if (isComposing(event)) event.preventDefault();
  else if (hideTopmostPopover()) event.preventDefault();
}

function afterOthers(event: KeyboardEvent): void {
  const top = layers.at(-1);
  if (event.key !== 'Escape' || event.defaultPrevented || !top) return;
  event.preventDefault();
  top.close();
}

// For the life of the window: popovers and tooltips close by Escape also where no dialog is open.
window.addEventListener('keydown', beforeOthers, true);
window.addEventListener('keydown', afterOthers);
