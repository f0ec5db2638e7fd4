// What the pages of maps and traces share: pictures, parts that are folded away, and long lists of which one row is chosen.
import { el } from './dom.js';

/** An element of a picture. */
export function svgNode(tag, attributes, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Where a claim comes from: each source by its name or its text, linked if its address is known. */
export function origins({ sources }, by = 'text') {
  return sources?.length > 0 && el('p', { class: 'soft' }, 'From ', sources.map((source, i) => [i > 0 && '; ',
    source.link ? el('a', { href: source.link, rel: 'noreferrer', title: source.text }, source[by]) : source[by]]), '.');
}

/** Something folded away, which is made when it is first opened. */
export function folded(title, make, open) {
  const node = el('details', { toggle: () => node.open && node.children.length === 1 && node.append(make()) }, el('summary', {}, title));
  node.open = Boolean(open);
  return node;
}

/** Calls a function for the page's fragment: now, when it changes, and when a link to the same one is used again. */
export function onFragment(follow) {
  addEventListener('hashchange', follow);
  addEventListener('click', (event) => event.target.closest('a')?.getAttribute('href') === location.hash && follow());
  setTimeout(follow);
}

/** Rows of which one is chosen, by a click, or by arrows, Home and End; each has its fragment. What this returns chooses one and goes there. */
export function chooser(list, rows, fragment, chosen) {
  let [at, later] = [0, 0];
  const choose = (next, byKey) => {
    for (const [i, on] of [[at, false], [next, true]]) {
      rows[i].setAttribute('aria-selected', on);
      rows[i].tabIndex = on ? 0 : -1;
    }
    at = next;
    rows[at].focus({ preventScroll: !byKey });
    if (!byKey) rows[at].scrollIntoView({ block: 'center' });
    chosen(at);
  };
  list.addEventListener('keydown', (event) => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (!rows[next] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(next, true);
    clearTimeout(later); // Browsers refuse many changes of the address in a short time.
    later = setTimeout(() => history.replaceState(null, '', fragment(at)), 300);
  });
  list.addEventListener('click', (event) => {
    const i = rows.indexOf(event.target.closest('[role=option]'));
    if (i >= 0) location.hash = fragment(i);
  });
  if (rows.length > 0) rows[0].tabIndex = 0;
  return choose;
}
