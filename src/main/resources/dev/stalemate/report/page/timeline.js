// A run's steps from top to bottom, in a lane for each vCPU or device, as a list to choose from.
import { el } from './dom.js';

const MOST_CHANGES = 6;

/**
 * The list.
 * @param choose called with the number of steps after which a state is to be shown
 */
export function timeline(run, choose) {
  const lanes = run.lanes.length > 1 ? run.lanes : [''];
  const head = lanes.length > 1 && el('div', { class: 'lanes', 'aria-hidden': 'true' }, el('span'), lanes.map((lane) => el('span', {}, lane)));
  const list = el('ol', { class: 'timeline', role: 'listbox', tabindex: '0', 'aria-label': 'steps' },
    item(run, 0, 0, 'at the start', []),
    run.states.steps.map((step, i) => item(run, i + 1, Math.max(0, step.lane), step.words ?? step.text, details(run, i))));
  const node = el('div', { class: 'lanes-box' }, head, list);
  node.style.setProperty('--lanes', lanes.length);
  list.addEventListener('click', (event) => {
    const row = event.target.closest('li');
    if (row) choose(Number(row.dataset.after));
  });
  return { node, mark: (after, follow) => mark(list, after, follow) };
}

function mark(list, after, follow) {
  list.querySelector('[aria-selected=true]')?.setAttribute('aria-selected', 'false');
  const row = list.children[after];
  row.setAttribute('aria-selected', 'true');
  list.setAttribute('aria-activedescendant', row.id);
  reveal(list, row, 3, follow);
}

/**
 * Scrolls the list to a row, to its beginning if the row is the higher one, again in the next frames, for rows that come into sight turn out
 * higher than was guessed; then perhaps the page.
 */
function reveal(list, row, frames, follow) {
  if (row.offsetTop < list.scrollTop) list.scrollTop = row.offsetTop;
  const below = row.offsetTop + row.offsetHeight - list.scrollTop - list.clientHeight;
  if (below > 0) list.scrollTop = Math.min(list.scrollTop + below, row.offsetTop);
  if (row.getAttribute('aria-selected') !== 'true') return;
  if (frames > 0) requestAnimationFrame(() => reveal(list, row, frames - 1, follow));
  else if (follow) row.scrollIntoView({ block: 'nearest' });
}

function item(run, after, lane, words, lines) {
  const row = el('li', { id: `step-${after}`, role: 'option', 'aria-selected': 'false', 'data-after': after },
    el('span', { class: 'number' }, after === 0 ? '' : `(${after})`),
    el('div', { class: 'step', 'data-lane': run.lanes.length > 1 && after > 0 ? run.lanes[lane] : null },
      el('b', {}, words), lines, notes(run, after)));
  row.style.setProperty('--lane', run.lanes.length > 1 ? lane : 0);
  return row;
}

function details(run, i) {
  const { sees = [], said = [], acts = [] } = run.states.steps[i];
  const changes = run.states.changes(i + 1).filter((change) => !said.includes(change.element));
  const lines = changes.slice(0, MOST_CHANGES).map((c) => el('div', { class: c.element < run.states.views ? null : 'soft' },
    `${c.name}: ${c.before || '(empty)'} → ${c.after || '(empty)'}`));
  return [
    sees.length > 0 && el('div', { class: 'soft sees' }, `sees ${sees.join('; ')}`),
    lines.length > 0 ? lines : said.length === 0 && el('div', { class: 'soft' }, 'changes nothing'),
    acts.map((act) => el('div', { class: 'act' }, act)),
    changes.length > MOST_CHANGES && el('div', { class: 'soft' }, `and ${changes.length - MOST_CHANGES} more`),
  ];
}

/** What else there is to say of a step: the cause, the violation, where the other design parts. */
function notes(run, after) {
  const said = [];
  for (const culprit of run.culprits ?? []) {
    if (culprit.since === after && after > 0) said.push(el('div', { class: 'note' }, `${culprit.name} becomes ${culprit.has}`));
    if (culprit.wrongSince === after) said.push(el('div', { class: 'note cause' }, `from here on ${culprit.name} is wrong`));
    if (culprit.decision?.step === after) said.push(el('div', { class: 'note cause' },
      culprit.since === after ? `decides ${culprit.name}` : `passes ${culprit.name} by`));
  }
  if (run.conclusion?.at === after) said.push(el('div', { class: 'note bad' }, `${run.property.name} is violated`));
  if (run.beside?.parts === after) said.push(el('div', { class: 'note good' }, `${run.beside.variant.name} parts`));
  if (run.loop === after - 1 && run.loop !== null && run.loop < run.states.steps.length) said.push(el('div', { class: 'note cause' },
    'from here on again and again'));
  return said;
}
