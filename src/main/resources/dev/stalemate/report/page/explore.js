// The explorer: a run that grows step by step. All of it is in the fragment, so a link shows it again, from a server of its own.
import { count, el, table, views } from './dom.js';
import { GraphView } from './graph.js';
import { openRun, RunView } from './run.js';

const MOST_BUTTONS = 200;

views.explore = (data) => new Explorer(data).nodes;

class Explorer {
  constructor({ system, variant, scope, property, steps, other }) {
    this.asked = { system, variant, scope, property, other, steps };
    this.redo = [];
    this.sought = '';
    this.turn = 0;
    this.shown = { key: '', runs: [] };
    this.page = crypto.randomUUID();
    this.searching = null;
    this.said = el('p', { role: 'status', class: 'said' });
    this.graph = new GraphView((say) => this.askGraph(say), (steps) => this.take(steps));
    this.form = el('div', {});
    this.actions = el('section', { class: 'actions', 'aria-label': 'actions' });
    this.story = el('div', { class: 'story' });
    this.about = el('div', { class: 'about-box' });
    this.seen = el('div', { class: 'seen' });
    const body = el('main', { class: 'explore' }, this.form, el('div', { class: 'both' },
      el('div', { class: 'taken' }, this.actions, this.story, this.graph.node, this.about), this.seen));
    this.unfolded = matchMedia('(min-width: 701px)').matches;
    this.back = this.button('back to the chosen step', null, () => this.go({ steps: this.asked.steps.slice(0, this.view.after) }));
    this.nodes = [el('header', {}, el('strong', {}, 'Stalemate: explorer'),
      el('nav', { 'aria-label': 'run' }, this.button('undo', 'u', () => this.undo()), this.button('redo', 'r', () => this.again()), this.back,
        this.button('restart', null, () => this.go({ steps: [] })), this.button('save', null, () => this.save())),
      el('nav', { 'aria-label': 'counterexample' }, 'counterexample: ', this.button('shortest', 's', () => this.jump([])),
        this.button('from here', null, () => this.jump(this.asked.steps)), this.button('next, different', 'n', () => this.another()))),
    this.said, body];
    addEventListener('keydown', (event) => this.key(event));
    addEventListener('hashchange', () => this.go(fragmentAsks()));
    this.begin();
  }

  button(text, key, action) {
    return el('button', { type: 'button', click: action, 'aria-keyshortcuts': key }, text);
  }

  async begin() {
    const all = await this.ask('systems');
    if (!all) return;
    this.systems = all.systems;
    if (await this.go(fragmentAsks())) return;
    const problem = this.said.textContent;
    await this.refresh();
    this.say(problem);
  }

  /** Asks a route; what goes wrong is said, and gives nothing. */
  async ask(route, body, signal, say = (text) => this.say(text)) {
    say('');
    try {
      const headers = { 'Content-Type': 'application/json' };
      const answer = await fetch(`api/${route}`, body && { method: 'POST', headers, body: JSON.stringify(body), signal });
      const json = await answer.json();
      if (answer.ok) return json;
      say(json.error);
    } catch (error) {
      if (!signal?.aborted) say(`the explorer doesn't answer: ${error.message}`);
    }
    return null;
  }

  /** What is asked, without the fields that are empty. */
  question(steps) {
    const { system, variant, scope, property } = this.asked;
    return { system, variant, scope, steps, ...(property && { property }) };
  }

  /** The graph around the run, unless a later run is asked for meanwhile. */
  async askGraph(say) {
    if (!this.view) return null; // it is opened before there is a run
    this.drawing?.abort();
    const drawing = this.drawing = new AbortController();
    const { steps } = this.asked;
    const graph = await this.ask('graph', { ...this.question(steps), page: this.page }, drawing.signal, say);
    const property = this.view.run.properties.find((p) => p.name === this.asked.property);
    return graph && drawing === this.drawing && { graph, steps, after: this.view.after, property };
  }

  say(text) {
    this.said.textContent = text;
  }

  /** Goes where the changes lead, if that is possible. */
  async go(changes) {
    const before = this.asked;
    this.asked = { ...before, ...changes };
    const there = await this.refresh();
    if (!there) this.asked = before;
    return there;
  }

  /** Takes other steps than those so far. */
  take(steps) {
    this.redo = [];
    return this.go({ steps });
  }

  undo() {
    const { steps } = this.asked;
    if (steps.length === 0) return;
    this.redo.push(steps.at(-1));
    this.go({ steps: steps.slice(0, -1) });
  }

  again() {
    if (this.redo.length) this.go({ steps: [...this.asked.steps, this.redo.pop()] });
  }

  async refresh() {
    const { other, steps } = this.asked;
    const turn = ++this.turn;
    const run = await this.ask('run', this.question(steps));
    if (!run) return false;
    const beside = other && (await this.ask('beside', { ...this.question(steps), other }));
    if (other && !beside) return false;
    if (turn !== this.turn) return true; // a later click is being answered
    this.show(openRun({ ...run, ...beside }));
    history.replaceState(null, '', `#${encodeURIComponent(JSON.stringify(this.asked))}`);
    this.graph.refresh();
    return true;
  }

  show(run) {
    const focused = this.actions.contains(document.activeElement) && document.activeElement.dataset.step;
    this.view = new RunView(run, (after) => this.moved(after));
    this.form.replaceChildren(this.choices(run));
    this.actions.replaceChildren(...this.possible(run));
    const { node, state, said } = this.view;
    this.seen.replaceChildren(state, properties(run));
    this.story.replaceChildren(...node.querySelectorAll('.verdict, .box.cause, .steps'), said);
    this.about.replaceChildren(node.querySelector('.about'));
    this.view.show(run.states.steps.length, false);
    if (focused) [...this.actions.querySelectorAll('button')].sort((a, b) => (b.dataset.step === focused) - (a.dataset.step === focused))[0]?.focus();
  }

  moved(after) {
    this.back.hidden = after === this.asked.steps.length;
    if (this.graph.steps === this.asked.steps) this.graph.mark(after); // otherwise the graph of this run is on its way
  }

  choices(run) {
    const system = this.systems.find((s) => s.name === this.asked.system);
    const choose = (label, field, values, none) => el('label', {}, `${label} `,
      el('select', { 'data-field': field, change: (e) => this.choose(field, e.target.value) },
      none && el('option', { value: '' }, none), values.map((value) => el('option', { value, selected: value === this.asked[field] }, value))));
    const listed = system.variants.map((v) => v.name);
    const { variant, other } = this.asked; // with settings, as in patch-2010,at-load=left, they are not in the list
    const variants = [...new Set([...listed, variant])];
    const others = [...new Set([...listed, ...(other ? [other] : [])])].filter((v) => v !== variant);
    const submit = (event) => {
      event.preventDefault();
      this.go({ scope: event.target.elements.scope.value, steps: [] });
    };
    const properties = [...new Set([...run.properties.map((p) => p.name), ...(this.asked.property ? [this.asked.property] : [])])];
    const { system: name, scope, property } = this.asked;
    const unfolded = (event) => {
      this.unfolded = event.target.open;
    };
    return el('details', { class: 'choices', open: this.unfolded, toggle: unfolded },
      el('summary', {}, el('h1', {}, `${name}/${variant} at ${scope}, ${property || 'any property'}`)), el('form', { class: 'filters', submit },
      choose('system', 'system', this.systems.map((s) => s.name)), ' ', choose('design', 'variant', variants), ' ',
      el('label', {}, 'scope ', el('input', { name: 'scope', value: this.asked.scope, list: 'scopes', size: 24 })),
      el('datalist', { id: 'scopes' }, system.scopes.map((scope) => el('option', { value: scope.name }, scope.changes))), ' ',
        el('button', {}, 'restart there'), ' ',
      choose('property', 'property', properties, 'any'), ' ',
        choose('what if', 'other', others, 'no other')));
  }

  choose(field, value) {
    if (field === 'system') this.go({ system: value, variant: this.systems.find((s) => s.name === value).variants[0].name, scope: 'small',
      property: '', other: '', steps: [] });
    else this.go({ [field]: value, ...(field === 'variant' ? { other: '' } : {}) });
  }

  /** A button for each step that is possible; of too many, for those with some words. */
  possible(run) {
    const list = el('div', {});
    const isSought = ({ text, words }) => this.sought.split(' ').every((word) => `${text} ${words}`.includes(word));
    const fill = () => list.replaceChildren(this.buttons(run.enabled.filter(isSought)));
    const isLong = run.enabled.length > MOST_BUTTONS;
    if (!isLong) this.sought = '';
    const seek = (event) => {
      this.sought = event.target.value;
      fill();
    };
    fill();
    const words = el('input', { type: 'search', value: this.sought, placeholder: 'any words', input: seek });
    return [el('h2', {}, `${count(run.enabled.length)} steps are possible`), el('label', { hidden: !isLong }, 'with ', words), list];
  }

  buttons(steps) {
    const lanes = Map.groupBy(steps.slice(0, MOST_BUTTONS), (step) => step.lane);
    const button = ({ text, words }) => el('button',
      { type: 'button', class: 'step', 'data-step': text, title: text, click: () => this.take([...this.asked.steps, text]) }, words);
    return el('div', {}, [...lanes].map(([lane, some]) => el('fieldset', {}, el('legend', {}, lane), some.map(button))),
    steps.length > MOST_BUTTONS && el('p', { class: 'soft' }, `and ${count(steps.length - MOST_BUTTONS)} more`));
  }

  async jump(steps) {
    const found = await this.search('shortest', this.question(steps));
    if (found) this.say(`${found.property}: ${found.verdict}, ${count(found.states)} states, depth ${found.depth}, ${count(found.seconds)} s`);
  }

  /** Goes to a counterexample that differs from those shown so far. */
  async another() {
    const { steps, ...question } = this.question(this.asked.steps);
    const key = JSON.stringify(question);
    if (key !== this.shown.key) this.shown = { key, runs: [] };
    const { runs } = this.shown;
    const { conclusion } = this.view.run;
    if (conclusion?.at >= 0) keep(runs, steps.slice(0, conclusion.at));
    const found = await this.search('different', { ...question, steps: [], shown: runs });
    if (!found) return;
    if (found.verdict === 'violated') keep(runs, found.steps);
    this.say(`${found.property}: ${found.verdict === 'violated' ? `counterexample ${runs.length}` : found.says}`);
  }

  /** Searches, and goes to what is found unless one went elsewhere meanwhile; gives nothing if another search began. */
  async search(route, question) {
    this.searching?.abort();
    const search = this.searching = new AbortController();
    const { turn } = this;
    const asking = this.ask(route, { ...question, page: this.page }, search.signal);
    this.say('searching ...');
    const found = await asking;
    if (!found || search !== this.searching) return null;
    if (found.verdict === 'violated' && turn === this.turn) {
      this.redo = [];
      await this.go({ steps: found.steps });
    }
    return found;
  }

  async save() {
    const saved = await this.ask('save', this.question(this.asked.steps));
    return saved && this.say(`saved; to see it again: ${saved.again}`);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT)$/.test(event.target.tagName)) return;
    const own = { u: () => this.undo(), r: () => this.again(), s: () => this.jump([]), n: () => this.another() };
    const action = own[event.key] ?? this.view?.keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
}

/** Adds a run to some, unless it is among them. */
function keep(runs, steps) {
  if (!runs.some((run) => run.join() === steps.join())) runs.push(steps);
}

/** What a link asks for; nothing where its fragment can't be read. */
function fragmentAsks() {
  try {
    return JSON.parse(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return {};
  }
}

function properties(run) {
  const tone = { violated: 'bad', holds: 'good' };
  return el('section', { class: 'laws', 'aria-label': 'properties' }, table('properties here', ['property', 'here'],
    run.properties.map((p) => [el('th', { scope: 'row' }, el('b', {}, p.name), el('div', { class: 'soft' }, p.says)),
      el('td', { class: tone[p.here] ?? 'soft' }, p.here)])));
}
