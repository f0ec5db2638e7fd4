// Nodes and texts. Whatever comes from data becomes a text node or an attribute's value, never markup.

/** What shows a page's data, by its kind: a function from the data to a node. Each module adds its own. */
export const views = {};

/** An element with attributes (a function is a listener, false or null leaves it out) and children: nodes, texts, or lists of them. */
export function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A table: its caption, the heads of its columns, and rows of cells, the first of which is a row's head. */
export function table(caption, heads, rows, attributes) {
  const cell = (tag, content, scope) => (content instanceof HTMLTableCellElement ? content : el(tag, { scope }, content));
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    el('table', attributes, el('caption', {}, caption),
      el('thead', {}, el('tr', {}, heads.map((head) => cell('th', head, 'col')))),
      el('tbody', {}, rows.map((row) => row instanceof HTMLTableRowElement ? row
        : el('tr', {}, row.map((content, i) => (i === 0 ? cell('th', content, 'row') : cell('td', content))))))));
}

/** A number as people read it. */
export const count = (number) => number.toLocaleString('en');

/** The class of a cell that shows a memory type, an empty entry or anything else that can be told apart by colour; words say the same. */
export function tint(text) {
  const type = /(?:^|[^A-Za-z])(WB|WT|WP|WC|UC)/.exec(text);
  if (type) return `type-${type[1].toLowerCase()}`;
  if (/^(none|free|null|unknown|)$/i.test(text)) return 'type-none';
  let hash = 0;
  for (const character of text) hash = (hash * 31 + character.codePointAt(0)) % 1013;
  return `hue-${hash % 6}`;
}
