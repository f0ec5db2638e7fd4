// The states of a scope as a picture: from left to right by their number of steps from the start, lines for the steps between them.
import { count, el } from './dom.js';
import { svgNode } from './parts.js';

const ROW = 26;
const HEIGHT = 18;
const CHARACTER = 6.7;
const GAP = 60; // between two columns, for the lines
const EDGE = 12; // around the picture
const SWEEPS = 12;

/** A graph that is asked for while it is open: `ask` gives what is known of it, `go` takes the steps to a state. */
export class GraphView {
  constructor(ask, go) {
    this.ask = ask;
    this.go = go;
    this.said = el('p', { role: 'status' });
    this.detail = el('p', { class: 'soft detail' });
    this.box = el('div', { class: 'scroll graph' });
    this.node = el('details', { class: 'graph-box', open: matchMedia('(min-width: 901px)').matches, toggle: () => this.refresh() },
      el('summary', {}, 'State graph'), this.said, this.box, this.detail);
    this.states = [];
  }

  /** Asks again, of another run or another scope. */
  async refresh() {
    if (!this.node.open || !this.node.isConnected) return;
    const answer = await this.ask((text) => {
      this.said.textContent = text;
    });
    if (answer) this.show(answer);
  }

  /**
   * Shows a graph.
   * @param graph as the server says it
   * @param steps of the run, as texts
   * @param after the number of steps after which the state is shown
   * @param property its name and what is known of it here; nothing for any property
   */
  show({ graph, steps, after, property }) {
    const hadFocus = this.box.contains(document.activeElement);
    this.graph = graph;
    this.steps = steps;
    this.said.textContent = title(graph, property);
    this.states = laidOut(graph);
    const width = Math.max(...this.states.map((state) => state.x + state.width)) + 5 * CHARACTER + EDGE;
    const height = Math.max(...this.states.map((state) => state.y)) + HEIGHT + ROW;
    const taken = graph.path.slice(1).map((to, i) => [graph.path[i], to]).filter(([from, to]) => from >= 0 && from !== to);
    this.onRun = new Set(graph.path);
    const [lines, run] = [graph.edges, taken].map((edges) => pairs(edges).map(([from, to]) => this.line(from, to)).join(''));
    this.near = svgNode('path', { class: 'near' });
    const picture = svgNode('svg', { width, height, role: 'group', 'aria-label': 'states' },
      svgNode('path', { class: 'lines', d: lines }), svgNode('path', { class: 'run', d: run }), this.near, ...this.states.map((state) => state.node));
    picture.addEventListener('keydown', (event) => this.key(event));
    for (const kind of ['focusin', 'pointerover']) picture.addEventListener(kind, (event) => this.look(numberOf(event)));
    picture.addEventListener('click', (event) => numberOf(event) >= 0 && this.goTo(numberOf(event)));
    this.box.replaceChildren(picture);
    this.mark(after);
    if (hadFocus) this.chosen.node.focus({ preventScroll: true });
  }

  /** Marks the state of the run that is shown. */
  mark(after) {
    if (this.states.length === 0) return;
    this.here = this.graph.path[after];
    this.states.forEach((state, number) => this.label(state, number));
    const current = this.states[this.here] ?? this.states[0];
    this.choose(current);
    this.box.scrollTo(current.x + (current.width - this.box.clientWidth) / 2, current.y - this.box.clientHeight / 2);
    this.look(this.here);
  }

  label(state, number) {
    const { violates } = this.graph.nodes[number];
    const said = { start: state.depth === 0, here: number === this.here, violated: violates.length > 0 };
    const words = [number, ...Object.keys(said).filter((word) => said[word])].join(' ');
    state.node.setAttribute('class', ['state', said.violated && 'violated', this.onRun.has(number) && 'on-run', said.here && 'here']
      .filter(Boolean).join(' '));
    state.node.setAttribute('aria-label', this.says(number));
    state.text.textContent = words;
    state.box.setAttribute('width', widthOf(words));
  }

  /** The way to a state: so many steps of the run, and those that lead on; where the whole graph is known, a shortest one from the start. */
  wayTo(number) {
    const { nodes, steps, path } = this.graph;
    const onwards = [];
    let at = number;
    for (; nodes[at].from >= 0; at = nodes[at].from) onwards.unshift(steps[nodes[at].by]);
    return { kept: path.indexOf(at), onwards };
  }

  goTo(number) {
    const { kept, onwards } = this.wayTo(number);
    this.go([...this.steps.slice(0, kept), ...onwards.map((step) => step.text)]);
  }

  says(number) {
    const { depth, violates } = this.graph.nodes[number];
    return [`state ${number}: ${steps(depth)} from the start`, number === this.here ? 'shown' : this.onRun.has(number) && 'on the run',
      violates.length > 0 && `violated: ${violates.join(', ')}`].filter(Boolean).join('; ');
  }

  /** Tells of a state, and shows the steps that lead on from it. */
  look(number) {
    if (!(number >= 0)) return;
    const { edges } = this.graph;
    const onwards = edges.filter(([from]) => from === number);
    this.near.setAttribute('d', pairs(onwards).map(([from, to]) => this.line(from, to) + this.head(from, to)).join(''));
    const direct = edges.filter(([from, to]) => from === this.here && to === number).map(([, , step]) => this.graph.steps[step].words);
    this.detail.textContent = `${this.says(number)}. ${direct.length > 0 ? `From the shown state by: ${direct.join(' or ')}.` : this.tell(number)}`;
  }

  tell(number) {
    const { kept, onwards } = this.wayTo(number);
    const words = onwards.map((step) => step.words);
    if (!this.graph.whole) return `There by ${[`the first ${steps(kept)} of the run`, ...words].join(', then ')}.`;
    return words.length > 0 ? `Shortest run: ${words.map((step, i) => `(${i + 1}) ${step}`).join(' ')}.` : '';
  }

  /** Where a line leaves a state and reaches the other, and on which sides: 1 on the right, -1 on the left. */
  ends(from, to) {
    const [a, b] = [this.states[from], this.states[to]];
    const sides = [a.depth > b.depth ? -1 : 1, a.depth < b.depth ? -1 : 1];
    return [a, b].map((state, i) => ({ x: state.x + (sides[i] > 0 ? state.width : 0), y: state.y + HEIGHT / 2, side: sides[i] }));
  }

  line(from, to) {
    const [a, b] = this.ends(from, to);
    const bend = GAP / 2;
    const below = a.side < 0 ? ROW : 0; // a way back passes below what is between
    return `M${a.x} ${a.y}C${a.x + a.side * bend} ${a.y + below} ${b.x + b.side * bend} ${b.y + below} ${b.x} ${b.y}`;
  }

  /** The head of an arrow, at the end of a line. */
  head(from, to) {
    const { x, y, side } = this.ends(from, to)[1];
    return `M${x} ${y}l${side * 7} -3v6z`;
  }

  /** Of all states one can be reached by the tabulator; arrows lead from it to those beside it. */
  choose(state) {
    this.chosen?.node.setAttribute('tabindex', -1);
    this.chosen = state;
    state.node.setAttribute('tabindex', 0);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const number = numberOf(event);
    if (event.key === 'Enter' || event.key === ' ') {
      this.goTo(number);
    } else {
      const next = this.beside(this.states[number], event.key);
      if (!next) return;
      this.choose(next);
      next.node.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  }

  beside(state, key) {
    const [column, row] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key] ?? [0, 0];
    const away = (other) => Math.abs(other.y - state.y);
    const isThere = (other) => other.depth === state.depth + column && (row === 0 ? column !== 0 : (other.y - state.y) * row > 0);
    return this.states.filter(isThere).reduce((best, other) => (best && away(best) <= away(other) ? best : other), null);
  }
}

const steps = (number) => (number === 1 ? '1 step' : `${count(number)} steps`);
const numberOf = (event) => Number(event.target.closest('.state')?.dataset.number ?? -1);
const widthOf = (text) => text.length * CHARACTER + 10;

function title({ whole, complete, nodes }, property) {
  const violating = nodes.filter((node) => node.violates.length > 0).length;
  const shown = whole ? `All ${count(nodes.length)} states of this scope.`
    : `This scope has more states than can be drawn. These are ${complete ? 'the ' : ''}${count(nodes.length)} of its states`
      + ` within two steps of the run${complete ? '' : ', those around its end first'}.`;
  if (property?.here === 'about runs' && violating === 0) return `${shown} ${property.name} is about runs: no state by itself violates it.`;
  const some = violating === 0 ? 'None' : count(violating);
  return `${shown} ${some} of them violate${violating > 1 ? '' : 's'} ${property?.name ?? 'a property'}.`;
}

/** The pairs of states that a step connects, in one direction or both. */
function pairs(edges) {
  const seen = new Map();
  for (const [from, to] of edges) if (!seen.has(`${to} ${from}`)) seen.set(`${from} ${to}`, [from, to]);
  return [...seen.values()];
}

/** Puts states into columns by their number of steps from the start, and each column into an order in which few lines cross. */
function laidOut({ nodes, edges }) {
  const states = nodes.map(({ depth, violates }, number) => {
    const box = svgNode('rect', { height: HEIGHT, rx: 4 });
    const text = svgNode('text', { x: 5, y: 13 });
    const node = svgNode('g', { role: 'button', tabindex: -1, 'data-number': number }, box, text);
    const width = widthOf(`${number}${depth === 0 ? ' start' : ''}${violates.length > 0 ? ' violated' : ''}`);
    return { depth, width, node, box, text, neighbours: [], place: 0 };
  });
  for (const [from, to] of pairs(edges)) {
    states[from].neighbours.push(states[to]);
    states[to].neighbours.push(states[from]);
  }
  const columns = [...Map.groupBy(states, (state) => state.depth).entries()].sort(([a], [b]) => a - b).map(([, column]) => column);
  columns.forEach(placed);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      for (const state of column) state.wish = wished(state, sweep % 2 === 0 ? -1 : 1);
      placed(column.sort((a, b) => a.wish - b.wish));
    }
  }
  const highest = Math.max(...columns.map((column) => column.length));
  let x = EDGE;
  for (const column of columns) {
    for (const state of column) {
      Object.assign(state, { x, y: EDGE + (state.place + highest / 2) * ROW });
      state.node.setAttribute('transform', `translate(${x} ${state.y})`);
    }
    x += Math.max(...column.map((state) => state.width)) + GAP;
  }
  return states;
}

/** Places from top to bottom, around a middle of 0. */
function placed(column) {
  column.forEach((state, i) => {
    state.place = i - column.length / 2;
  });
}

/** The mean place of a state's neighbours in the columns on one side; its own place where it has none there. */
function wished({ depth, neighbours, place }, side) {
  const there = neighbours.filter((other) => Math.sign(other.depth - depth) === side);
  return there.length > 0 ? there.reduce((sum, other) => sum + other.place, 0) / there.length : place;
}
