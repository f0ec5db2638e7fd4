// A KVM trace: what happened over its lines, what was found, and the lines that show it.
import { count, el, table, tint, views } from './dom.js';
import { chooser, folded, onFragment, svgNode } from './parts.js';

/** Pictures are this wide, and are stretched: lines are of one width nevertheless. */
const traceWidth = 1000;

const lineLink = (line) => el('a', { href: `#L${line}` }, count(line));
const linesLink = ([first, last], otherwise) => (last === 0 ? otherwise : first === last ? lineLink(last) : [lineLink(first), '–', lineLink(last)]);

/** When a vCPU's CR0.CD was set, where all its events are there; where the first says that it is cleared, it was set before. */
function cdSpans(events, vcpu, end) {
  const spans = [];
  let [since, cd] = [0, null];
  for (const event of events) {
    if (event.line >= end || (event.what !== 'guest' && event.vcpu !== vcpu)) continue;
    if (cd ?? event.what === 'cd-cleared') spans.push([since, event.line]);
    [since, cd] = [event.line, event.what === 'guest' ? null : event.cd];
  }
  if (cd) spans.push([since, end]);
  return spans;
}

/** Leaves over the lines: a step for each sample, one type above the other. */
function leafAreas({ types, lines, counts }, x, height) {
  const most = Math.max(1, ...counts.map((row) => row.reduce((a, b) => a + b, 0)));
  const y = (i, k) => (height * (1 - counts[i].slice(0, k).reduce((a, b) => a + b, 0) / most)).toFixed(2);
  const areas = types.map((type, k) => {
    const up = lines.map((line, i) => `H${x(line)}V${y(i, k + 1)}`).join('');
    const down = lines.map((line, i) => `V${y(i, k)}H${x(line)}`).reverse().join('');
    return svgNode('path', { class: `area ${tint(type)}${type.endsWith('IPAT') ? ' ipat' : ''}`,
      d: `M${x(lines[0])},${height}${up}H${traceWidth}${down}Z` }, svgNode('title', {}, type));
  });
  return [areas, most];
}

function timelineOf(data, go) {
  const x = (line) => Number(((traceWidth * line) / data.lines).toFixed(3));
  const pictures = [];
  const lanes = el('div', { class: 'tracks' });
  let [from, span] = [0, traceWidth];
  const lane = (name, height, items, ...parts) => {
    const cursor = svgNode('path', { class: 'cursor', d: '' });
    const kinds = new Map();
    for (const { line, what } of items) kinds.set(what, `${kinds.get(what) ?? ''}M${x(line)},2V${height - 2}`);
    const picture = svgNode('svg', { height, preserveAspectRatio: 'none', role: 'img',
      'aria-label': `${name}: ${count(items.length)} events; the tables below have them` },
      ...parts, ...[...kinds].map(([what, d]) => svgNode('path', { class: `tick ${what}`, d })), cursor);
    const at = ({ clientX }) => {
      const { left, width } = picture.getBoundingClientRect();
      const line = ((from + (span * (clientX - left)) / width) / traceWidth) * data.lines;
      return items.reduce((best, item) => (best && Math.abs(best.line - line) <= Math.abs(item.line - line) ? best : item), null);
    };
    const box = el('div', { click: (event) => at(event) && go(at(event).line),
      pointermove: (event) => { box.title = at(event) ? `${count(at(event).line)}: ${at(event).text}` : ''; } }, picture);
    pictures.push([picture, cursor, height]);
    lanes.append(el('span', {}, name), box);
  };
  const bar = (what, [start, end], y, height) => svgNode('rect', { class: what, x: x(start), y, height, width: Math.max(0.2, x(end) - x(start)) });

  const known = Math.min(data.lines, data.lost || data.lines, ...data.eventsLeftOut.map((left) => left.from));
  const [areas, most] = leafAreas(data.samples, x, 160);
  const marks = data.marks.map(({ line, label }) => ({ line, what: 'mark', text: `mark ${label}` }));
  lane(`leaves, to ${count(most)}`, 160, marks, ...areas);
  for (const kind of ['impossible', 'stale', 'weaker']) {
    const rows = data.rows.filter((row) => row.kind === kind);
    const until = (row) => [row.since[0], kind === 'impossible' ? row.since[1] : row.until[1] || data.lines];
    if (rows.length > 0) lane(kind, 24, rows.map((row) => ({ line: row.since[0], what: kind, text: row.by })),
      ...rows.map((row) => bar(kind, until(row), 7, 10)));
  }
  lane('VM', 24, [...data.events.filter((event) => event.vcpu < 0), ...marks]);
  const vcpus = [...new Set(data.events.map((event) => event.vcpu).filter((vcpu) => vcpu >= 0))].sort((a, b) => a - b);
  for (const vcpu of vcpus.slice(0, 64)) {
    lane(`vCPU ${vcpu}`, 24, data.events.filter((event) => event.vcpu === vcpu),
      ...cdSpans(data.events, vcpu, known).map((each) => bar('cd', each, 7, 10)));
  }
  const axis = el('div', { class: 'axis' });
  lanes.append(el('span', {}, 'line'), axis);

  const view = (start, wide) => {
    span = Math.min(traceWidth, Math.max(wide, (20 * traceWidth) / data.lines));
    from = Math.min(traceWidth - span, Math.max(0, start));
    for (const [picture, , height] of pictures) picture.setAttribute('viewBox', `${from} 0 ${span} ${height}`);
    axis.replaceChildren(...[0, 0.5, 1].map((part) => el('span', {}, count(Math.round(((from + part * span) / traceWidth) * data.lines)))));
  };
  const zoom = (factor) => () => view(from + (span * (1 - factor)) / 2, span * factor);
  view(0, traceWidth);
  const shown = new Set([...data.events, ...marks].map((event) => event.what));
  return [[
    el('p', {}, [['zoom in', zoom(0.5)], ['zoom out', zoom(2)], ['earlier', () => view(from - span / 2, span)],
      ['later', () => view(from + span / 2, span)], ['all', () => view(0, traceWidth)]]
      .map(([name, click]) => [el('button', { click }, name), ' '])),
    el('p', { class: 'legend' },
      data.samples.types.map((type) => el('span', { class: `area ${tint(type)}${type.endsWith('IPAT') ? ' ipat' : ''}` }, type)),
      vcpus.length > 0 && el('span', { class: 'area cd' }, 'CR0.CD=1'),
      [...shown].map((what) => el('span', { class: `key ${what}` }, what))),
    lanes,
    data.findingsLeftOut > 0 && el('p', { class: 'bad' },
      `Only the first findings have marks here: ${count(data.findingsLeftOut)} later ones have none.`),
    el('p', { class: 'soft' },
      `Leaves are counted after every ${data.samples.every > 1 ? `${count(data.samples.every)} lines` : 'event'}.`,
      ' A click on a lane goes to its nearest event.',
      vcpus.length > 64 && ` ${vcpus.length - 64} more vCPUs have no lane.`,
      data.eventsLeftOut.map(({ what, count: n, from: line }) => ` ${count(n)} more events ${what} from line ${count(line)} on are left out.`)),
  ], (line) => {
    for (const [, cursor, height] of pictures) cursor.setAttribute('d', `M${x(line)},0V${height}`);
    if (x(line) < from || x(line) > from + span) view(x(line) - span / 2, span);
  }];
}

views.trace = (data) => {
  const go = (line) => { location.hash = `#L${line}`; };
  const [picture, mark] = data.samples.lines.length > 0 ? timelineOf(data, go) : [[], () => {}];
  const detail = el('p', { class: 'box detail', 'aria-live': 'polite' }, 'Choose a finding or an event to see its lines.');
  const lines = data.excerpt.map(([number]) => number);
  const nodes = data.excerpt.map(([number, text]) => el('div', { role: 'option', 'aria-selected': 'false', tabindex: '-1', class: 'line' },
    el('span', {}, count(number)), el('code', {}, text.trimStart())));
  const list = el('div', { role: 'listbox', class: 'lines', 'aria-label': 'Lines of the trace' });
  nodes.forEach((node, i) => {
    const missing = lines[i] - (lines[i - 1] ?? 0) - 1;
    list.append(...(missing > 0 ? [el('div', { class: 'soft', role: 'presentation' },
      `${count(missing)} ${missing === 1 ? 'line' : 'lines'} not shown`)] : []), node);
  });
  const tell = (line) => {
    mark(line);
    const says = [...data.events.filter((event) => event.line === line).map((event) => event.text),
      ...data.marks.filter((each) => each.line === line).map((each) => `mark ${each.label}`),
      ...data.rows.filter((row) => row.since.includes(line))
        .map((row) => `${row.kind}: ${row.leaves} × ${row.has} at gfn ${row.gfns}, should have ${row.should}`)];
    detail.replaceChildren(el('b', {}, `Line ${count(line)}`), lines.includes(line) ? '' : ' is not among the lines that this page has',
      says.length > 0 ? `: ${says.join('; ')}` : '');
  };
  const choose = chooser(list, nodes, (i) => `#L${lines[i]}`, (i) => tell(lines[i]));
  onFragment(() => {
    const line = Number(/^#L(\d{1,15})$/.exec(location.hash)?.[1] ?? 0);
    if (line === 0) return;
    const next = lines.findIndex((number) => number >= line);
    if (lines.length > 0) choose(next < 0 ? lines.length - 1 : next);
    tell(line);
  });
  const findings = () => table(`Alike put together${data.rowsLeftOut > 0 ? `; ${count(data.rowsLeftOut)} more rows are left out` : ''}`,
    ['what', 'gfn', 'size', 'leaves', 'has', 'should have', 'installed at', 'wrong since', 'until', 'claim'],
    data.rows.map((row) => [el('span', { class: row.lasting && 'bad' }, row.kind), row.gfns, row.size, row.leaves > 0 && row.leaves,
      el('td', { class: row.has && tint(row.has) }, row.has), row.should,
      row.leaves > 0 && linesLink(row.installed, 'not seen'), [linesLink(row.since, ''), `: ${row.by}`],
        row.kind !== 'impossible' && linesLink(row.until, 'the end'), row.claim]));
  const events = () => table('By line', ['line', 'kind', 'what happened'],
    data.events.map((event) => [lineLink(event.line), event.what, event.text]));
  const marks = () => table('Leaves at marks', ['line', 'mark', 'leaves'], data.marks.map((each) => [lineLink(each.line), each.label,
    Object.entries(each.leaves).map(([type, n]) => `${count(n)} ${type}`).join(', ')]));
  return [el('header', {}, el('h1', {}, data.title)), el('main', { class: 'trace' },
    el('section', {}, el('ul', {}, data.summary.map((sentence) => el('li', {}, sentence))), picture),
    el('section', { class: 'side' }, el('h2', {}, `Findings (${count(data.rows.length)} rows)`),
      data.rows.length > 0 ? findings() : el('p', {}, 'None.'),
      folded(`Events (${count(data.events.length)})`, events), folded(`Marks (${count(data.marks.length)})`, marks)),
    el('section', {}, el('h2', {}, 'Lines'), detail,
      data.excerptLeftOut > 0 && el('p', { class: 'bad' }, `What ${count(data.excerptLeftOut)} more lines say is left out.`), list))];
};
