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
    this.page = crypto.randomUUID();
    this.searching = null;
    this.said = el('p', { role: 'status', class: 'said' });
    this.body = el('main', { class: 'explore' });
    this.graph = new GraphView((say) => this.askGraph(say), (steps) => this.take(steps));
    this.unfolded = matchMedia('(min-width: 701px)').matches;
    this.back = this.button('back to the chosen step', null, () => this.go({ steps: this.asked.steps.slice(0, this.view.after) }));
    this.nodes = [el('header', {}, el('strong', {}, 'Stalemate: explorer'), el('nav', { 'aria-label': 'run' },
      this.button('undo', 'u', () => this.undo()), this.button('redo', 'r', () => this.again()), this.back,
        this.button('restart', null, () => this.go({ steps: [] })),
      this.button('shortest counterexample', 's', () => this.jump([])), this.button('shortest from here', null, () => this.jump(this.asked.steps)),
      this.button('save', null, () => this.save()))), this.said, this.body];
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
    this.drawing?.abort();
    const drawing = this.drawing = new AbortController();
    const { steps } = this.asked;
    const graph = await this.ask('graph', { ...this.question(steps), page: this.page }, drawing.signal, say);
    const chosen = this.view.run.properties.find((p) => p.name === this.asked.property);
    return graph && drawing === this.drawing && { graph, steps, after: this.view.after, runs: chosen?.here === 'about runs' };
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
    const { scrollTop } = this.actions ?? { scrollTop: 0 };
    const focused = this.actions?.contains(document.activeElement) && document.activeElement.textContent;
    this.view = new RunView(run, (after) => this.moved(after));
    this.actions = this.possible(run);
    const { state, node } = this.view;
    const rest = el('div', { class: 'run' });
    this.body.replaceChildren(this.choices(run), el('div', { class: 'both' },
      el('div', { class: 'taken' }, this.actions, rest, this.graph.node), el('div', { class: 'seen' }, state, properties(run))));
    rest.append(...node.children);
    rest.querySelector('h1')?.remove(); // the choices say it
    this.view.show(run.states.steps.length, false);
    this.actions.scrollTop = scrollTop;
    if (focused) [...this.actions.querySelectorAll('button')].sort((a, b) => (b.textContent === focused) - (a.textContent === focused))[0]?.focus();
  }

  moved(after) {
    this.back.hidden = after === this.asked.steps.length;
    this.graph.mark(after);
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
    const isSought = ({ text }) => this.sought.split(' ').every((word) => text.includes(word));
    const fill = () => list.replaceChildren(this.buttons(run.enabled.filter(isSought)));
    const isLong = run.enabled.length > MOST_BUTTONS;
    if (!isLong) this.sought = '';
    const seek = (event) => {
      this.sought = event.target.value;
      fill();
    };
    fill();
    return el('section', { class: 'actions', 'aria-label': 'actions' }, el('h2', {}, `${count(run.enabled.length)} steps are possible`),
      isLong && el('label', {}, 'with ', el('input', { type: 'search', value: this.sought, placeholder: 'any words', input: seek })), list);
  }

  buttons(steps) {
    const lanes = Map.groupBy(steps.slice(0, MOST_BUTTONS), (step) => step.lane);
    const take = (step) => this.take([...this.asked.steps, step.text]);
    return el('div', {}, [...lanes].map(([lane, some]) => el('fieldset', {}, el('legend', {}, lane),
      some.map((step) => el('button', { type: 'button', class: 'step', click: () => take(step) }, step.text)))),
    steps.length > MOST_BUTTONS && el('p', { class: 'soft' }, `and ${count(steps.length - MOST_BUTTONS)} more`));
  }

  async jump(steps) {
    this.searching?.abort();
    const search = this.searching = new AbortController();
    const { turn } = this;
    const asking = this.ask('shortest', { ...this.question(steps), page: this.page }, search.signal);
    this.say('searching ...');
    const found = await asking;
    if (!found || search !== this.searching) return null;
    if (found.verdict === 'violated' && turn === this.turn) await this.go({ steps: found.steps }); // unless one went elsewhere meanwhile
    return this.say(`${found.property}: ${found.verdict}, ${count(found.states)} states, depth ${found.depth}, ${count(found.seconds)} s`);
  }

  async save() {
    const saved = await this.ask('save', this.question(this.asked.steps));
    return saved && this.say(`saved; to see it again: ${saved.again}`);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT)$/.test(event.target.tagName)) return;
    const own = { u: () => this.undo(), r: () => this.again(), s: () => this.jump([]) };
    const action = own[event.key] ?? this.view?.keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
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
