// One run: what it shows, its steps, and the chosen state.
import { el } from './dom.js';
import { States } from './states.js';
import { stateTables } from './state.js';
import { timeline } from './timeline.js';
import { folded, origins } from './parts.js';

/** From so many steps on their list has a fixed height: a browser would measure all of them after each key. */
const MANY = 100;

/** A run as its data has it, with its states ready to be asked. */
export function openRun(data) {
  const run = { ...data, states: new States(data.states) };
  if (data.beside) run.beside = { ...data.beside, states: new States({ fields: data.states.fields, ...data.beside.states }) };
  return run;
}

/** Shows a run; tells `moved` of the number of steps after which the state is shown. */
export class RunView {
  constructor(run, moved) {
    this.run = run;
    this.moved = moved;
    this.after = 0;
    this.comparing = Boolean(run.beside);
    this.timeline = timeline(run, (after) => this.show(after));
    this.beside = this.besideChoice();
    this.state = el('section', { class: 'state', 'aria-label': 'state' });
    this.said = el('p', { class: 'hidden', role: 'status' });
    const isLong = this.last > MANY;
    this.node = el('main', { class: 'run' },
      el('div', { class: isLong ? 'first long' : 'first' }, heading(run), verdict(run), causes(run),
        el('div', { class: 'columns' }, el('section', { class: 'steps', 'aria-label': 'steps' }, this.timeline.node), this.state)),
      about(run), this.said);
    this.keys = {
      ArrowDown: () => this.show(this.after + 1), j: () => this.show(this.after + 1),
      ArrowUp: () => this.show(this.after - 1), k: () => this.show(this.after - 1),
      PageDown: () => this.show(this.after + 10), PageUp: () => this.show(this.after - 10),
      Home: () => this.show(0), End: () => this.show(this.last),
      v: () => run.conclusion?.at >= 0 && this.show(run.conclusion.at),
      c: () => run.culprits?.length && this.show(run.culprits[0].wrongSince),
      d: () => run.culprits?.[0]?.decision && this.show(run.culprits[0].decision.step),
      b: () => run.beside && this.compare(!this.comparing),
    };
  }

  get last() {
    return this.run.states.steps.length;
  }

  compare(on) {
    this.comparing = on;
    this.beside.querySelector('input').checked = on;
    this.show(this.after);
  }

  /** Shows the state after so many steps; the page follows to the step unless it has just been opened. */
  show(wanted, follow = true) {
    const after = Math.max(0, Math.min(this.last, wanted));
    this.after = after;
    this.timeline.mark(after, follow);
    const title = after === 0 ? 'At the start' : `After (${after}) ${this.run.states.steps[after - 1].text}`;
    const beside = this.comparing ? this.run.beside : null;
    this.state.replaceChildren(el('div', { class: 'head' }, el('h2', {}, title), this.beside), ...stateTables(this.run, after, beside));
    if (beside && after > beside.states.steps.length) {
      this.state.append(el('p', { class: 'box cause' }, `${beside.variant.name} doesn't get here: ${beside.stops}`));
    }
    const changes = this.run.states.changes(after).map((c) => `${c.name} from ${c.before} to ${c.after}`);
    const wrong = after === this.run.conclusion?.at ? ` ${this.run.property.name} is violated.` : '';
    this.said.textContent = `${title}. ${changes.length ? changes.join(', ') : 'nothing changed'}.${wrong}`;
    this.moved(after);
  }

  /** Whether another design's states are shown in the tables, too. */
  besideChoice() {
    const { beside } = this.run;
    return beside && el('label', {},
      el('input', { type: 'checkbox', class: 'compare', checked: this.comparing, change: (e) => this.compare(e.target.checked) }),
      ' beside it ', el('b', {}, beside.variant.name), beside.claim ? ' (holds)' : '',
      beside.parts < 0 ? ', always alike' : `, parts ${at(beside.parts)}`);
  }
}

const at = (after) => (after === 0 ? 'at the start' : `at (${after})`);

function heading({ claim, where, scope }) {
  return el('h1', {}, claim ? `${claim.id}: ` : '', where, scope && el('small', {}, ` ${scope}`));
}

/** What is violated, at which step, and what breaks, in a line; then what is wrong there. */
function verdict({ conclusion, property }) {
  if (!conclusion) return null;
  const says = conclusion.at < 0 ? conclusion.says : `${conclusion.when[0].toUpperCase()}${conclusion.when.slice(1)} ${property.name} is violated.`;
  return el('div', { class: `verdict box ${conclusion.at < 0 ? 'good' : 'bad'}`, role: 'group', 'aria-label': 'verdict' },
    el('p', {}, el('b', {}, says), conclusion.breaks && ` What breaks: ${conclusion.breaks}`),
    few(conclusion.details, 1, (line) => el('p', {}, line)), few(conclusion.forEver, 1, (line) => el('p', {}, line)));
}

/** The entries that are to blame, each with the decision that passed it by. */
function causes({ conclusion }) {
  return conclusion?.causes.length > 0
    && el('div', { class: 'box cause', role: 'group', 'aria-label': 'cause' },
      few(conclusion.causes, innerWidth < 700 ? 1 : 2, (cause) => el('p', {}, cause)));
}

/** The first of some lines; the others are folded away. */
function few(lines, most, show) {
  const rest = lines.slice(most);
  return [lines.slice(0, most).map(show), rest.length > 0 && folded(`${rest.length} more`, () => el('div', {}, rest.map(show)))];
}

/** What is to be read when the picture has been seen. */
function about(run) {
  const { claim, property, beside } = run;
  const of = (name, says) => says && el('p', {}, el('b', {}, name), ` ${says}`);
  return el('section', { class: 'about', 'aria-label': 'about' }, el('h2', {}, 'About this run'),
    claim && of(`Claim ${claim.id}:`, claim.says), claim?.finding && of('Finding:', claim.finding), claim && origins(claim),
    property && of(`${property.name}:`, property.says), of(`${run.variant.name}:`, run.variant.says),
    beside && of(`${beside.variant.name}:`, [beside.variant.says, beside.claim && `; the property holds for it: ${beside.claim}`,
      beside.stops && `; ${beside.stops}`].filter(Boolean).join('')),
    of(`${run.system.name}:`, run.system.says), origin(run), source(run));
}

/** What a file says of itself. */
function origin(run) {
  const { found } = run;
  const seed = found?.seed === null ? '' : ` with seed ${found?.seed}`;
  const by = found ? `; found by ${found.driver}${seed}, ${found.tool}` : '';
  const minimal = run.minimal ? 'no step can be left out' : 'not shown to be minimal';
  const writer = run.tool ? `; written by ${run.tool}` : '';
  return run.result && el('p', {}, `${run.result}; ${minimal}${by}${writer}; the same as text: `, el('code', {}, run.again));
}

/** The text of a user's own design, to be read. */
export function source({ source: file }) {
  if (!file) return null;
  const text = file.text.length ? file.text.join('\n') : 'The text is not in the file.';
  return folded(`the design: ${file.file}`, () => el('div', {}, el('p', { class: 'soft' }, `SHA-256 ${file.sha256}`), el('pre', {}, text)));
}
