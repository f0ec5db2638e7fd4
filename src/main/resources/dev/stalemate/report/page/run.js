// One run: what it shows, its steps, and the chosen state.
import { el } from './dom.js';
import { States } from './states.js';
import { stateTables } from './state.js';
import { timeline } from './timeline.js';
import { folded } from './parts.js';

/** A run as its data has it, with its states ready to be asked. */
export function openRun(data) {
  const run = { ...data, states: new States(data.states) };
  if (data.beside) run.beside = { ...data.beside, states: new States(data.beside.states) };
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
    this.state = el('section', { class: 'state', 'aria-label': 'state' });
    this.said = el('p', { class: 'hidden', role: 'status' });
    this.node = el('main', {}, summary(run), this.besideBox(), origin(run), source(run),
      el('div', { class: 'columns' }, el('section', { 'aria-label': 'steps' }, el('h2', {}, 'Steps'), this.timeline.node), this.state), this.said);
    this.keys = {
      ArrowDown: () => this.show(this.after + 1), j: () => this.show(this.after + 1),
      ArrowUp: () => this.show(this.after - 1), k: () => this.show(this.after - 1),
      PageDown: () => this.show(this.after + 10), PageUp: () => this.show(this.after - 10),
      Home: () => this.show(0), End: () => this.show(this.last),
      v: () => run.conclusion?.at >= 0 && this.show(run.conclusion.at),
      c: () => run.culprits?.length && this.show(run.culprits[0].wrongSince),
      b: () => run.beside && this.compare(!this.comparing),
    };
  }

  get last() {
    return this.run.states.steps.length;
  }

  compare(on) {
    this.comparing = on;
    this.node.querySelector('input.compare').checked = on;
    this.show(this.after);
  }

  /** Shows the state after so many steps; the page follows to the step unless it has just been opened. */
  show(wanted, follow = true) {
    const after = Math.max(0, Math.min(this.last, wanted));
    this.after = after;
    this.timeline.mark(after, follow);
    const title = after === 0 ? 'At the start' : `After (${after}) ${this.run.states.steps[after - 1].text}`;
    const beside = this.comparing ? this.run.beside : null;
    this.state.replaceChildren(el('h2', {}, title), ...stateTables(this.run, after, beside));
    if (beside && after > beside.states.steps.length) {
      this.state.append(el('p', { class: 'box cause' }, `${beside.variant.name} doesn't get here: ${beside.stops}`));
    }
    const changes = this.run.states.changes(after).map((c) => `${c.name} from ${c.before} to ${c.after}`);
    const wrong = after === this.run.conclusion?.at ? ` ${this.run.property.name} is violated.` : '';
    this.said.textContent = `${title}. ${changes.length ? changes.join(', ') : 'nothing changed'}.${wrong}`;
    this.moved(after);
  }

  besideBox() {
    const { beside } = this.run;
    if (!beside) return null;
    const parts = beside.parts < 0 ? 'is in the same states all along' : `parts ${at(beside.parts)}`;
    return el('div', { class: 'box good' },
      el('label', {}, el('input', { type: 'checkbox', class: 'compare', checked: true, change: (e) => this.compare(e.target.checked) }),
        ' beside it ', el('b', {}, beside.variant.name),
          beside.claim ? `, for which it holds (${beside.claim}), on the same steps: ` : ', on the same steps: ', parts),
      el('div', { class: 'soft' }, beside.variant.says, beside.stops && `; ${beside.stops}`));
  }
}

const at = (after) => (after === 0 ? 'at the start' : `at (${after})`);

function summary(run) {
  const { claim, conclusion } = run;
  return el('section', { 'aria-label': 'what it shows' },
    el('h1', {}, claim ? `${claim.id}: ` : '', run.where),
    claim && el('p', {}, claim.says),
    el('p', { class: 'soft' }, `${run.variant.name}: ${run.variant.says}`),
    el('p', { class: 'soft' }, `${run.system.name}: ${run.system.says}`),
    conclusion && el('div', { class: conclusion.at < 0 ? 'box good' : 'box bad' },
      el('b', {}, conclusion.says), conclusion.details.map((line) => el('div', {}, line)), conclusion.forEver.map((line) => el('div', {}, line)),
      conclusion.breaks && el('div', {}, `What breaks: ${conclusion.breaks}`)),
    conclusion?.causes.map((cause) => el('div', { class: 'box cause' }, cause)),
    claim?.finding && el('p', { class: 'box' }, `Recorded finding: ${claim.finding}`));
}

/** What a file says of itself. */
function origin(run) {
  const { found } = run;
  const seed = found?.seed === null ? '' : ` with seed ${found?.seed}`;
  const by = found ? `; found by ${found.driver}${seed}, ${found.tool}` : '';
  const minimal = run.minimal ? 'no step can be left out' : 'not shown to be minimal';
  const writer = run.tool ? `; written by ${run.tool}` : '';
  return run.result && el('p', { class: 'soft' }, `${run.result}; ${minimal}${by}${writer}; the same as text: `, el('code', {}, run.again));
}

/** The text of a user's own design, to be read. */
export function source({ source: file }) {
  if (!file) return null;
  const text = file.text.length ? file.text.join('\n') : 'The text is not in the file.';
  return folded(`the design: ${file.file}`, () => el('div', {}, el('p', { class: 'soft' }, `SHA-256 ${file.sha256}`), el('pre', {}, text)));
}
