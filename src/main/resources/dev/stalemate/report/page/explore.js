// The explorer: a run that grows step by step. All of it is in the fragment, so a link shows it again, from a server of its own.
import { count, el, table, views } from './dom.js';
import { openRun, RunView } from './run.js';

views.explore = (data) => new Explorer(data).nodes;

class Explorer {
  constructor({ system, variant, scope, property, steps, other }) {
    this.asked = { system, variant, scope, property, other, steps };
    this.redo = [];
    this.turn = 0;
    this.page = crypto.randomUUID();
    this.searching = null;
    this.said = el('p', { role: 'status', class: 'said' });
    this.body = el('div', {});
    this.nodes = [el('header', {}, el('strong', {}, 'Stalemate: explorer'), el('nav', { 'aria-label': 'run' },
      this.button('undo', 'u', () => this.undo()), this.button('redo', 'r', () => this.again()),
        this.button('back to the chosen step', null, () => this.go({ steps: this.asked.steps.slice(0, this.view.after) })),
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
  async ask(route, body, signal) {
    this.said.textContent = '';
    try {
      const headers = { 'Content-Type': 'application/json' };
      const answer = await fetch(`api/${route}`, body && { method: 'POST', headers, body: JSON.stringify(body), signal });
      const json = await answer.json();
      if (answer.ok) return json;
      this.say(json.error);
    } catch (error) {
      if (!signal?.aborted) this.say(`the explorer doesn't answer: ${error.message}`);
    }
    return null;
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

  take(step) {
    this.redo = [];
    return this.go({ steps: [...this.asked.steps, step] });
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
    const { property, other, ...rest } = this.asked;
    const turn = ++this.turn;
    const run = await this.ask('run', property ? { ...rest, property } : rest);
    if (!run) return false;
    const beside = other && (await this.ask('beside', { ...rest, other }));
    if (other && !beside) return false;
    if (turn !== this.turn) return true; // a later click is being answered
    this.show(openRun({ ...run, ...beside }));
    history.replaceState(null, '', `#${encodeURIComponent(JSON.stringify(this.asked))}`);
    return true;
  }

  show(run) {
    this.view = new RunView(run, () => {});
    this.body.replaceChildren(
      el('section', { class: 'panel', 'aria-label': 'what is possible' }, this.choices(run),
        el('div', { class: 'columns' }, this.actions(run), properties(run))),
      this.view.node);
    this.view.show(run.states.steps.length, false);
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
    return el('form', { class: 'filters', submit },
      choose('system', 'system', this.systems.map((s) => s.name)), ' ', choose('design', 'variant', variants), ' ',
      el('label', {}, 'scope ', el('input', { name: 'scope', value: this.asked.scope, list: 'scopes', size: 24 })),
      el('datalist', { id: 'scopes' }, system.scopes.map((scope) => el('option', { value: scope.name }, scope.changes))), ' ',
        el('button', {}, 'restart there'), ' ',
      choose('property', 'property', run.properties.map((p) => p.name), 'any'), ' ',
        choose('what if', 'other', others, 'no other'));
  }

  choose(field, value) {
    if (field === 'system') this.go({ system: value, variant: this.systems.find((s) => s.name === value).variants[0].name, scope: 'small',
      property: '', other: '', steps: [] });
    else this.go({ [field]: value, ...(field === 'variant' ? { other: '' } : {}) });
  }

  actions(run) {
    const lanes = Map.groupBy(run.enabled, (action) => action.lane);
    return el('section', { 'aria-label': 'actions' }, el('h2', {}, `${count(run.enabled.length)} actions are possible`),
      [...lanes].map(([lane, actions]) => el('fieldset', {}, el('legend', {}, lane),
        actions.map((action) => el('button', { type: 'button', class: 'step', click: () => this.take(action.text) }, action.text)))));
  }

  async jump(steps) {
    const { property, system, variant, scope } = this.asked;
    if (!property) return this.say('choose a property first');
    this.searching?.abort();
    const search = this.searching = new AbortController();
    const { turn } = this;
    const asking = this.ask('shortest', { system, variant, scope, property, steps, page: this.page }, search.signal);
    this.say('searching ...');
    const found = await asking;
    if (!found || search !== this.searching) return null;
    if (found.verdict === 'violated' && turn === this.turn) await this.go({ steps: found.steps }); // unless one went elsewhere meanwhile
    return this.say(`${property}: ${found.verdict}, ${count(found.states)} states, depth ${found.depth}, ${count(found.seconds)} s`);
  }

  async save() {
    const { other, ...rest } = this.asked;
    if (!rest.property) return this.say('choose a property first');
    const saved = await this.ask('save', rest);
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
  return el('section', { 'aria-label': 'properties' }, table('properties here', ['property', 'here', 'says'],
    run.properties.map((p) => [p.name, el('td', { class: tone[p.here] ?? 'soft' }, p.here), p.says]), { class: 'claims' }));
}
