// A report: the index, and the run that the fragment names, as in #kvm-K3/6.
import { count, el, table, views } from './dom.js';
import { claimTable, costPlots, opening, resolveSources } from './claims.js';
import { openRun, RunView, source } from './run.js';

const HELP = [
  ['↓ j, ↑ k', 'next and previous step'],
  ['PageDown, PageUp', 'ten steps'],
  ['Home, End', 'start and end'],
  ['c', 'the cause: the step that made the entry wrong'],
  ['d', 'the decision that passed it by'],
  ['v', 'the violation'],
  ['b', 'the other design beside it, or not'],
  ['n, p', 'next and previous counterexample'],
  ['i', 'index'],
  ['?', 'this help'],
];

views.report = (data) => new ReportPage(data).nodes;

class ReportPage {
  constructor({ runs, claims, costs, sources }) {
    this.runs = runs;
    this.claims = claims;
    resolveSources(claims, sources);
    this.help = el('dialog', {}, el('h2', {}, 'Keys'), table('keys', ['key', 'does'], HELP),
      el('form', { method: 'dialog' }, el('button', {}, 'close')));
    this.title = el('strong', {}, 'Stalemate');
    this.place = el('span', { class: 'soft' });
    this.body = el('div', {});
    this.nodes = [el('header', {}, this.title, this.place, el('nav', { 'aria-label': 'pages' },
      this.button('previous', 'p', () => this.go(-1)), this.button('next', 'n', () => this.go(1)),
      this.button('index', 'i', () => this.open('index')), this.button('keys', '?', () => this.help.showModal()))), this.body, this.help];
    const linked = new Set(claims.map((claim) => claim.run));
    this.index = el('main', {}, el('h1', {}, runs.length === 1 ? '1 counterexample' : `${count(runs.length)} counterexamples`),
      claims.length > 0 && [opening(claims), claimTable(claims)],
      runTable(runs.filter((run) => !linked.has(run.id))), costPlots(costs));
    addEventListener('hashchange', () => this.openFragment());
    addEventListener('keydown', (event) => this.key(event));
    queueMicrotask(() => this.openFragment());
  }

  button(text, key, action) {
    return el('button', { type: 'button', click: action, 'aria-keyshortcuts': key }, text);
  }

  openFragment() {
    const [id, step] = location.hash.slice(1).split('/');
    this.open(id === '' && this.runs.length === 1 ? this.runs[0].id : id, Number.parseInt(step, 10));
  }

  /** Shows a run after so many steps, if that is no number at its violation; or, where there is none of that name, the index. */
  open(id, after = NaN) {
    const number = this.runs.findIndex((run) => run.id === id);
    const data = this.runs[number];
    if (!data || this.shown !== data) {
      this.shown = data;
      const claim = data?.claim && this.claims.find((each) => each.id === data.claim && each.system === data.system.name);
      this.view = data?.states && new RunView(openRun({ ...data, claim }), () => this.remember());
      this.place.textContent = data ? `${number + 1} of ${this.runs.length}` : '';
      this.body.replaceChildren(data ? this.view?.node ?? plain(data) : this.index);
      document.title = data ? [data.id, data.where, data.scope].filter(Boolean).join(': ') : 'Stalemate: counterexamples';
      scrollTo(0, 0);
    }
    this.view?.show(Number.isNaN(after) ? data.conclusion?.at ?? 0 : after, false);
    this.remember();
  }

  /** The address follows once stepping pauses: browsers refuse to change it all the time. */
  remember() {
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => {
      const id = this.shown?.id ?? 'index';
      const change = location.hash.slice(1).split('/')[0] === id ? 'replaceState' : 'pushState';
      history[change](null, '', this.view ? `#${id}/${this.view.after}` : `#${id}`);
    }, 150);
  }

  go(by) {
    const from = this.runs.indexOf(this.shown);
    const next = from < 0 ? (by > 0 ? 0 : this.runs.length - 1) : (from + by + this.runs.length) % this.runs.length;
    if (this.runs.length > 0) this.open(this.runs[next].id);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || this.help.open || /^(INPUT|SELECT)$/.test(event.target.tagName)) return;
    const own = { n: () => this.go(1), p: () => this.go(-1), i: () => this.open('index'), '?': () => this.help.showModal() };
    const action = own[event.key] ?? this.view?.keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
}

/** Counterexamples that no claim of the table is about. */
function runTable(runs) {
  const rows = runs.map((run) => [el('a', { href: `#${run.id}` }, run.id), run.where, run.property?.name ?? '',
    el('td', { class: 'number' }, count(run.states?.steps.length ?? run.lines.length)), el('td', { class: run.good ? null : 'bad' }, run.result)]);
  return runs.length > 0 && el('section', {}, el('h2', {}, 'Other counterexamples'),
    table('other counterexamples', ['file', 'system/design', 'property', 'steps', 'result'], rows, { class: 'claims' }));
}

/** What has no states: what an implementation outside answered, or a file whose steps can't be taken. */
function plain(run) {
  return el('main', {}, el('h1', {}, run.where), el('p', { class: run.good ? null : 'bad' }, run.result), el('pre', {}, run.lines.join('\n')),
    source(run), el('p', { class: 'soft' }, run.file));
}
