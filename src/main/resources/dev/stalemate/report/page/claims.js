// The table of claims, with filters, and what designs cost.
import { count, el, table } from './dom.js';
import { origins } from './parts.js';

/** Puts a page's sources in the place of their numbers, which claims have. */
export function resolveSources(claims, sources) {
  for (const claim of claims) claim.sources = (claim.from ?? []).map((number) => sources[number]);
}

/** The claims that a user can filter, each linked to its counterexample. */
export function claimTable(claims) {
  const choices = (name, values) => el('select', { 'aria-label': name, change: () => filter() },
    el('option', { value: '' }, `any ${name}`), [...new Set(values)].sort().map((value) => el('option', { value }, value)));
  const system = choices('system', claims.map((claim) => claim.system));
  const verdict = choices('verdict', claims.map(verdictOf));
  const surprising = el('input', { type: 'checkbox', change: () => filter() });
  const words = el('input', { type: 'search', placeholder: 'words', 'aria-label': 'words', input: () => filter() });
  const shown = el('output', {});
  const timed = claims.some((claim) => claim.seconds !== undefined);
  const rows = claims.map((claim) => row(claim, timed));
  function filter() {
    const wanted = words.value.toLowerCase().split(/\s+/);
    let number = 0;
    claims.forEach((claim, i) => {
      const visible = (!system.value || claim.system === system.value) && (!verdict.value || verdictOf(claim) === verdict.value)
        && (!surprising.checked || isSurprising(claim)) && wanted.every((word) => rows[i].textContent.toLowerCase().includes(word));
      rows[i].hidden = !visible;
      number += visible ? 1 : 0;
    });
    shown.value = `${count(number)} of ${count(claims.length)}`;
  }
  filter();
  return el('section', {},
    el('p', { class: 'filters' }, words, ' ', system, ' ', verdict, ' ', el('label', {}, surprising, ' unexpected only'), ' ', shown),
    table('claims', ['claim', 'verdict', 'says', 'system/design', 'property', ...(timed ? ['states', 'seconds'] : [])], rows, { class: 'claims' }));
}

const verdictOf = (claim) => claim.found ?? claim.recorded;

/** Whether what holds is proved beyond the scope. */
const isProved = (claim) => verdictOf(claim) === 'holds' && Boolean(claim.proved);

/** Whether a verdict is another than was expected of the claim, or than is recorded. */
const isSurprising = (claim) => verdictOf(claim) !== (claim.expected ?? claim.recorded ?? verdictOf(claim))
  || verdictOf(claim) !== (claim.recorded ?? verdictOf(claim));

/** What the claims are, in a sentence with counts. */
export function opening(claims) {
  const number = (verdict) => claims.filter((claim) => verdictOf(claim) === verdict).length;
  const others = claims.length - number('violated') - number('holds');
  const surprising = claims.filter(isSurprising).length;
  const proved = claims.filter(isProved).length;
  const some = (many, what) => `${count(many)} ${what}${many === 1 ? '' : 's'}`;
  const systems = new Set(claims.map((claim) => claim.system)).size;
  return el('p', {}, `${some(claims.length, 'claim')} about ${some(systems, 'system')}, each decided by a`
    + ` search up to its scope: ${count(number('holds'))} hold${proved > 0 ? `, and ${count(proved)}`
    + ' of these are proved beyond it' : ''}, ${count(number('violated'))} are violated, each by a run of as few steps as`
    + ` possible${others > 0 ? `, ${count(others)} are undecided or not tested` : ''}. `,
    surprising > 0 ? el('b', { class: 'bad' }, `${count(surprising)} ${surprising === 1 ? 'is' : 'are'} not as expected.`)
      : 'All are as expected.');
}

function row(claim, timed) {
  const verdict = verdictOf(claim);
  const { expected, recorded } = claim;
  const cell = (...content) => el('td', {}, ...content);
  const number = (value) => el('td', { class: 'number' }, value === undefined || value === null ? '' : count(value));
  const wanted = recorded && recorded !== verdict ? `${recorded} is recorded`
    : !expected ? '' : expected === verdict ? 'as expected' : `${expected} was expected`;
  return el('tr', {}, el('th', { scope: 'row' }, claim.run ? el('a', { href: `#${claim.run}` }, claim.id) : claim.id ?? ''),
    el('td', { class: isSurprising(claim) && 'bad' }, verdict, verdict === 'holds' && claim.bound && ` (${claim.bound})`,
      wanted && el('span', { class: isSurprising(claim) ? '' : 'soft' }, `, ${wanted}`),
      isProved(claim) && el('div', {}, el('b', {}, 'Proved'), ` for ${claim.proved.says}: `,
        el('code', {}, `proofs/${claim.proved.certificate}`)),
      ...(claim.seen ?? []).map((seen) => el('div', {}, el('b', {}, 'Seen'), ` on ${seen.says} (an emulated machine, ${seen.day}): `,
        el('code', {}, `counterexamples/${seen.recording}`)))),
    el('td', { class: 'words' }, claim.says ?? '', claim.finding && el('div', { class: 'soft' }, `Finding: ${claim.finding}`),
      origins(claim, 'name')),
    cell(`${claim.system}/`, el('wbr'), claim.variant), cell(claim.property), timed && [number(claim.states), number(claim.seconds)]);
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
