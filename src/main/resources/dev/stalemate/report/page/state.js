// One state as tables: a map for each address space, a table for what each vCPU or device has, and the rest.
import { el, table, tint } from './dom.js';
import { inWords } from './states.js';

/**
 * The tables of the state after so many steps, in the same order after each: those with an entry that is to blame first, then maps.
 * @param run with states, and culprits; beside, where another design's states are to be compared
 */
export function stateTables(run, after, beside) {
  const cells = new Cells(run, after, beside);
  const groups = Map.groupBy(run.states.fields.filter((field) => cells.says(field)), (field) => {
    const last = field.indices.at(-1);
    return last ? `${last.name} ${last.labels}` : '';
  });
  const indexNames = [...groups.keys()].map((key) => key.split(' ')[0]);
  const tables = [...groups].map(([key, fields], i) => (key === '' ? plainTable(fields, cells)
    : indexTable(fields, cells, indexNames.indexOf(indexNames[i]) !== indexNames.lastIndexOf(indexNames[i]))));
  const first = ({ fields, map }) => 2 * fields.some((field) => cells.blames(field)) + map;
  return tables.sort((a, b) => first(b) - first(a)).map((t) => t.node);
}

function plainTable(fields, cells) {
  const rows = fields.map((field) => [field.name, cells.of(field, 0)]);
  return { fields, map: 0, node: table('of the system', ['field', 'value'], rows) };
}

/** A table by an index; where there are several of its name, `named` adds what is in it. */
function indexTable(fields, cells, named) {
  const index = fields[0].indices.at(-1);
  const columns = index.labels.length;
  const rows = fields.flatMap((field) => Array.from({ length: field.size / columns }, (_, row) => {
    const head = inWords(field, row, field.indices.slice(0, -1));
    return [head, ...index.labels.map((_, column) => cells.of(field, row * columns + column, index.place))];
  }));
  const caption = `${index.place ? 'address space ' : ''}by ${index.name}${named ? `: ${fields.map((field) => field.name).join(', ')}` : ''}`;
  return { fields, map: index.place ? 1 : 0, node: table(caption, [index.name, ...index.labels], rows, { class: index.place ? 'map' : '' }) };
}

class Cells {
  constructor({ states, culprits = [], conclusion }, after, beside) {
    this.states = states;
    this.state = states.at(after);
    this.changed = new Map(states.changes(after).map((change) => [change.element, change.before]));
    this.wrong = new Map(culprits.filter((c) => after >= c.wrongSince && after <= conclusion.at)
      .map((c) => [c.element, after === conclusion.at && c.would?.length ? c.would : c.should[after - c.since] ?? []]));
    this.blamed = culprits.map((culprit) => culprit.element);
    this.beside = beside && after <= beside.states.steps.length ? beside : null;
    this.other = this.beside?.states.at(after);
  }

  /** Whether an element of a field is to blame, now or later. */
  blames(field) {
    return this.blamed.some((number) => number >= field.first && number < field.first + field.size);
  }

  /** Whether there is anything to see of a field: code has some that only count. */
  says(field) {
    return this.state.slice(field.first, field.first + field.size).some((text) => this.states.texts[text] !== '')
      || Array.from(this.changed.keys()).some((number) => number >= field.first && number < field.first + field.size);
  }

  of(field, element, coloured) {
    const number = field.first + element;
    const text = this.states.texts[this.state[number]];
    const before = this.changed.get(number);
    const should = this.wrong.get(number);
    const classes = [coloured && tint(text), field.view && 'view', before !== undefined && 'changed', should && 'culprit'];
    return el('td', { class: classes.filter(Boolean).join(' ') },
      before !== undefined && [el('s', { 'aria-label': `was ${before}` }, before || '(empty)'), ' '],
      text,
      should && el('strong', { title: should.join(' or ') },
        should.length ? `wrong: should be ${should[0]}${should.length > 1 ? ' or another' : ''}` : 'wrong'),
      this.differs(number, text));
  }

  differs(number, text) {
    const other = this.beside?.states.numbers.get(this.states.names[number]);
    if (other === undefined) return null;
    const its = this.beside.states.texts[this.other[other]];
    return its === text ? null : el('em', {}, `${this.beside.variant.name}: ${its || '(empty)'}`);
  }
}
