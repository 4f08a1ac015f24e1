// Finds elements as a screen reader's user would ask for them: by role and accessible name. The rules are those of
// WAI-ARIA and "Accessible Name and Description Computation" that this window needs, no more.
//
// arguments[0]: the way to the element, outermost first: [{ role, name, whole }]; `name` null matches any, `whole`
// false matches a beginning. Answers { found: [element], seen: [text] }; `seen` lists what there is instead.

const IMPLICIT = {
  button: 'button, summary, input[type=button], input[type=submit]',
  // What hides what is typed has no role of its own, and is asked for as what it is.
  textbox: 'input:not([type]), input[type=text], input[type=password], textarea',
  searchbox: 'input[type=search]',
  combobox: 'select',
  checkbox: 'input[type=checkbox]',
  radio: 'input[type=radio]',
  dialog: 'dialog[open]',
  row: 'tr',
  cell: 'td',
  heading: 'h1, h2, h3, h4',
  link: 'a[href]',
  group: 'fieldset',
  option: 'option',
  navigation: 'nav',
};
const NAMED_BY_CONTENT = ['button', 'link', 'heading', 'row', 'rowheader', 'columnheader', 'cell', 'gridcell', 'option', 'radio', 'checkbox', 'tab', 'treeitem', 'menuitem', 'status'];

const squeezed = (text) => text.replace(/\s+/g, ' ').trim();

function shown(element) {
  return element.checkVisibility({ visibilityProperty: true }) && element.closest('[inert], [aria-hidden=true]') === null;
}

function content(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return '';
  if (node.getAttribute('aria-hidden') === 'true' || !node.checkVisibility()) return '';
  if (node.hasAttribute('aria-label')) return ` ${node.getAttribute('aria-label')} `;
  const inside = [...node.childNodes].map(content).join('');
  return getComputedStyle(node).display.startsWith('inline') ? inside : ` ${inside} `;
}

function nameOf(element, role) {
  const referred = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean);
  const parts = referred.map((id) => document.getElementById(id)).filter(Boolean).map(content);
  if (parts.length > 0) return squeezed(parts.join(' '));
  const label = squeezed(element.getAttribute('aria-label') ?? '');
  if (label) return label;
  const labels = squeezed([...(element.labels ?? [])].map(content).join(' '));
  if (labels) return labels;
  const legend = element.matches('fieldset') ? element.querySelector(':scope > legend') : null;
  if (legend) return squeezed(content(legend));
  const inside = NAMED_BY_CONTENT.includes(role) ? squeezed(content(element)) : '';
  return inside || squeezed(element.getAttribute('title') ?? element.getAttribute('placeholder') ?? '');
}

function withRole(role, root) {
  const implicit = IMPLICIT[role] ? [...root.querySelectorAll(IMPLICIT[role])].filter((it) => !it.hasAttribute('role')) : [];
  return [...implicit, ...root.querySelectorAll(`[role~="${role}"]`)].filter(shown);
}

// Behind a modal dialog nothing can be reached: only the topmost one counts.
function reachable() {
  const modals = [...document.querySelectorAll('dialog:modal')];
  if (modals.length === 0) return document;
  const box = modals[0].getBoundingClientRect();
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return hit?.closest('dialog:modal') ?? modals.at(-1);
}

const path = arguments[0];
let roots = [reachable()];
let seen = [];
for (const { role, name, whole } of path) {
  const next = [];
  seen = [];
  for (const root of roots) {
    const inside = withRole(role, root);
    // The topmost dialog is itself one that can be asked for.
    if (role === 'dialog' && root instanceof HTMLDialogElement) inside.unshift(root);
    for (const element of inside) {
      const itsName = nameOf(element, role);
      seen.push(`${role} “${itsName}”`);
      if (name === null || (whole ? itsName === name : itsName.startsWith(name))) next.push(element);
    }
  }
  roots = next;
}
return { found: path.length === 0 ? [] : roots, seen: seen.slice(0, 60) };
