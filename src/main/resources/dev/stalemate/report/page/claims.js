// The table of claims, with filters, and what designs cost.
import { count, el, table } from './dom.js';

/** The claims that a user can filter, each linked to its counterexample. */
export function claimTable(claims) {
  const choices = (name, values) => el('select', { 'aria-label': name, change: () => filter() },
    el('option', { value: '' }, `any ${name}`), [...new Set(values)].sort().map((value) => el('option', { value }, value)));
  const system = choices('system', claims.map((claim) => claim.system));
  const verdict = choices('verdict', claims.map((claim) => claim.found ?? claim.recorded));
  const surprising = el('input', { type: 'checkbox', change: () => filter() });
  const words = el('input', { type: 'search', placeholder: 'words', 'aria-label': 'words', input: () => filter() });
  const shown = el('output', {});
  const timed = claims.some((claim) => claim.seconds !== undefined);
  const rows = claims.map((claim) => row(claim, timed));
  function filter() {
    const wanted = words.value.toLowerCase().split(/\s+/);
    let number = 0;
    claims.forEach((claim, i) => {
      const visible = (!system.value || claim.system === system.value) && (!verdict.value || (claim.found ?? claim.recorded) === verdict.value)
        && (!surprising.checked || claim.finding) && wanted.every((word) => rows[i].textContent.toLowerCase().includes(word));
      rows[i].hidden = !visible;
      number += visible ? 1 : 0;
    });
    shown.value = `${count(number)} of ${count(claims.length)}`;
  }
  filter();
  return el('section', {}, el('h2', {}, 'Claims'),
    el('p', { class: 'filters' }, words, ' ', system, ' ', verdict, ' ', el('label', {}, surprising, ' findings only'), ' ', shown),
    table('claims',
      ['claim', 'verdict', 'expected', 'system/design', 'property', 'says', ...(timed ? ['states', 'seconds'] : [])],
      rows, { class: 'claims' }));
}

function row(claim, timed) {
  const verdict = claim.found ?? claim.recorded;
  const cell = (...content) => el('td', {}, ...content);
  const number = (value) => el('td', { class: 'number' }, value === undefined || value === null ? '' : count(value));
  return el('tr', {}, el('th', { scope: 'row' }, claim.run ? el('a', { href: `#${claim.run}` }, claim.id) : claim.id ?? ''),
    el('td', { class: verdict === 'holds' ? 'good' : verdict === 'violated' ? 'bad' : '' }, verdict), cell(claim.expected ?? ''),
    cell(`${claim.system}/`, el('wbr'), claim.variant), cell(claim.property),
    el('td', { class: 'words' }, claim.says ?? '', claim.finding && el('div', { class: 'soft' }, `Finding: ${claim.finding}`)),
    timed && [number(claim.states), number(claim.seconds)]);
}

/** A plot for each scenario: a bar for each design and figure, longest the one that costs most. */
export function costPlots(costs) {
  const scenarios = Map.groupBy(costs, (cost) => `${cost.system}: ${cost.scenario}`);
  return costs.length > 0 && el('section', { class: 'plots' }, el('h2', {}, 'What designs cost'), [...scenarios].map(([title, of]) => {
    const figures = [...new Set(of.flatMap((cost) => Object.keys(cost.figures)))];
    const most = figures.map((figure) => Math.max(1, ...of.map((cost) => cost.figures[figure] ?? 0)));
    return table(title, ['design', ...figures], of.map((cost) => [cost.variant, ...figures.map((figure, f) => bar(cost.figures[figure], most[f]))]),
      { class: 'plot' });
  }));
}

function bar(value, most) {
  const cell = el('td', { class: 'bar' }, value === undefined ? '' : count(value));
  cell.style.setProperty('--part', (value ?? 0) / most);
  return cell;
}
