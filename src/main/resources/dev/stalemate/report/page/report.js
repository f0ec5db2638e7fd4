// A report: the index, and the run that the fragment names, as in #kvm-K3/6.
import { count, el, table, views } from './dom.js';
import { claimTable, costPlots } from './claims.js';
import { openRun, RunView } from './run.js';

const HELP = [['↓ j, ↑ k', 'next and previous step'], ['PageDown, PageUp', 'ten steps'], ['Home, End', 'start and end'], ['c', 'the cause: the step that made the entry wrong'],
  ['v', 'the violation'], ['b', 'the other design beside it, or not'], ['n, p', 'next and previous counterexample'], ['i', 'index'], ['?', 'this help']];

views.report = (data) => new ReportPage(data).nodes;

class ReportPage {
  constructor({ runs, claims, costs }) {
    this.runs = runs;
    this.help = el('dialog', {}, el('h2', {}, 'Keys'), table('keys', ['key', 'does'], HELP), el('form', { method: 'dialog' }, el('button', {}, 'close')));
    this.title = el('strong', {}, 'Stalemate');
    this.place = el('span', { class: 'soft' });
    this.body = el('div', {});
    this.nodes = [el('header', {}, this.title, this.place, el('nav', { 'aria-label': 'pages' },
      this.button('previous', 'p', () => this.go(-1)), this.button('next', 'n', () => this.go(1)),
      this.button('index', 'i', () => { location.hash = '#index'; }), this.button('keys', '?', () => this.help.showModal()))), this.body, this.help];
    const linked = new Set(claims.map((claim) => claim.run));
    this.index = el('main', {}, el('h1', {}, `${count(runs.length)} counterexamples`), claims.length > 0 && claimTable(claims),
      runTable(runs.filter((run) => !linked.has(run.id))), costPlots(costs));
    addEventListener('hashchange', () => this.open());
    addEventListener('keydown', (event) => this.key(event));
    queueMicrotask(() => this.open());
  }

  button(text, key, action) {
    return el('button', { type: 'button', click: action, 'aria-keyshortcuts': key }, text);
  }

  /** Shows what the fragment names: a run and its step, or the index. */
  open() {
    const [id, step] = decodeURIComponent(location.hash.slice(1)).split('/');
    const number = id === '' && this.runs.length === 1 ? 0 : this.runs.findIndex((run) => run.id === id);
    if (number < 0) {
      this.shown = this.view = null;
      this.place.textContent = '';
      this.body.replaceChildren(this.index);
      return;
    }
    const data = this.runs[number];
    if (this.shown !== data) {
      this.shown = data;
      this.place.textContent = `${number + 1} of ${this.runs.length}`;
      this.view = data.states ? new RunView(openRun(data), (after) => history.replaceState(null, '', `#${data.id}/${after}`)) : null;
      this.body.replaceChildren(this.view?.node ?? plain(data));
      document.title = data.id;
      scrollTo(0, 0);
    }
    this.view?.show(step === undefined ? 0 : Number.parseInt(step, 10) || 0);
  }

  go(by) {
    const next = (this.runs.indexOf(this.shown) + by + this.runs.length) % this.runs.length;
    if (this.runs.length > 0) location.hash = `#${this.runs[next].id}`;
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || this.help.open || /^(INPUT|SELECT)$/.test(event.target.tagName)) return;
    const own = { n: () => this.go(1), p: () => this.go(-1), i: () => { location.hash = '#index'; }, '?': () => this.help.showModal() };
    const action = own[event.key] ?? this.view?.keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
}

/** Counterexamples that no claim of the table is about. */
function runTable(runs) {
  const rows = runs.map((run) => [el('a', { href: `#${run.id}` }, run.id), run.where, run.property?.name ?? '',
    el('td', { class: 'number' }, count(run.states?.steps.length ?? run.lines.length)), el('td', { class: run.good ? 'good' : 'bad' }, run.result)]);
  return runs.length > 0 && el('section', {}, el('h2', {}, 'Other counterexamples'), table('other counterexamples', ['', 'system/variant', 'property', 'steps', 'result'], rows, { class: 'claims' }));
}

/** What has no states: what an implementation outside answered, or a file whose steps can't be taken. */
function plain(run) {
  return el('main', {}, el('h1', {}, run.where), el('p', { class: run.good ? 'good' : 'bad' }, run.result), el('pre', {}, run.lines.join('\n')), el('p', { class: 'soft' }, run.file));
}
