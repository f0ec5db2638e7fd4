// Machines' MTRRs: each map as a picture of the address space. Addresses have at most 52 bits, which numbers hold exactly; ends are inclusive.
import { count, el, table, tint, views } from './dom.js';
import { chooser, folded, onFragment, svgNode } from './parts.js';

const typeWords = {
  WB: 'write-back',
  WT: 'write-through',
  WP: 'write-protected',
  WC: 'write-combining',
  UC: 'uncacheable',
  undef: 'undefined by the SDM',
};
const typeName = (type) => type ?? 'unknown';
const typeTint = (type) => (type === null ? 'type-unknown' : type === 'undef' ? 'type-undef' : tint(type));
const typed = (type) => el('td', { class: typeTint(type) }, typeName(type));

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
function sizeText(bytes) {
  const unit = bytes === 0 ? 0 : Math.floor(Math.log2(bytes) / 10);
  const size = bytes / 1024 ** unit;
  return `${size === Number(size.toFixed(2)) ? '' : '≈'}${size.toLocaleString('en', { maximumFractionDigits: 2 })} ${units[unit]}`;
}
const hexText = (address, digits = 0) => `0x${address.toString(16).padStart(digits, '0')}`;
const spanText = (range) => `${hexText(range.start)}–${hexText(range.end)}`;
const sizeOf = (range) => range.end - range.start + 1;
const numbered = (ranges) => ranges.map((range) => ({ ...range, start: Number(range.start), end: Number(range.end) }));

/** A map's ranges, cut where another map's type changes too, each with the other's type and how many bytes of it are RAM. */
function rowsOf(map, other, ram) {
  const rows = [];
  let [j, r] = [0, 0];
  for (const { start, end, type } of map) {
    for (let from = start; from <= end; from = rows.at(-1).end + 1) {
      while (other?.[j]?.end < from) j++;
      while (ram[r]?.end < from) r++;
      const row = { start: from, end: Math.min(end, other?.[j]?.end ?? end), type, ram: 0, findings: [] };
      if (other) row.other = other[j]?.type ?? null;
      for (let k = r; ram[k]?.start <= row.end; k++) row.ram += Math.min(ram[k].end, row.end) - Math.max(ram[k].start, from) + 1;
      rows.push(row);
    }
  }
  return rows;
}

/** The number of the row that an address is in, or of the last one. */
function rowAt(rows, address) {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rows[middle].start <= address) low = middle; else high = middle - 1;
  }
  return low;
}

/** What a pair of registers matches, in words. */
function pairText(pair, bits) {
  const [base, mask] = [BigInt(pair.base), BigInt(pair.mask)];
  const free = ~mask & ((1n << BigInt(bits)) - 1n);
  if ((free & (free + 1n)) !== 0n) return 'a mask with holes: where address & mask = base & mask';
  return `${sizeText(Number(free) + 1)} from ${hexText(Number(base & mask))}${(base & free) === 0n ? '' : ' (the mask cuts the base)'}`;
}

/** The whole space as a bar, each doubling of the address as wide as the one before it. */
function overview(rows, ram, bits, to) {
  const x = (address) => (1000 * Math.max(0, Math.log2(Math.max(1, address)) - 16)) / (bits - 16);
  const bar = (range, name, y, height) => svgNode('rect',
    { class: name, y, height, x: x(range.start), width: Math.max(0.4, x(range.end + 1) - x(range.start)) });
  const boxes = [];
  let small = []; // What is too small to be seen is drawn as one with its neighbours.
  const flush = () => {
    if (small.length > 0) boxes.push(bar({ start: small[0].start, end: small.at(-1).end },
      small.every(({ type }) => type === small[0].type) ? typeTint(small[0].type) : 'type-mixed', 0, 26));
    small = [];
  };
  for (const row of rows) {
    if (x(row.end + 1) - x(row.start) >= 1) flush();
    small.push(row);
    if (x(row.end + 1) - x(small[0].start) >= 1) flush();
  }
  flush();
  const cursor = svgNode('rect', { y: 0, height: 26, class: 'cursor' });
  const picture = svgNode('svg', { viewBox: '0 0 1000 36', preserveAspectRatio: 'none', role: 'img',
    'aria-label': 'The whole space; the list below has each range' },
    ...boxes, ...ram.slice(0, 1000).map((range) => bar(range, 'ram', 29, 6)), cursor);
  picture.addEventListener('click', ({ clientX }) => {
    const { left, width } = picture.getBoundingClientRect();
    to(rowAt(rows, 2 ** (16 + ((clientX - left) / width) * (bits - 16))));
  });
  const ticks = Array.from({ length: Math.ceil((bits - 20) / 6) }, (_, i) => el('span', {}, sizeText(2 ** (20 + 6 * i))));
  ticks.forEach((tick, i) => {
    const at = x(2 ** (20 + 6 * i)) / 10;
    tick.style.setProperty('left', `${at}%`);
    tick.classList.toggle('left', at > 80); // to the right there may be no room
  });
  const mark = (row) => [['x', x(row.start)], ['width',
    Math.max(3, x(row.end + 1) - x(row.start))]].forEach(([name, value]) => cursor.setAttribute(name, value));
  return [el('div', { class: 'overview' }, picture, el('div', { class: 'ticks', 'aria-hidden': 'true' }, ticks)), mark];
}

function registersOf(machine) {
  const stated = (flag) => (flag === null ? 'not stated' : flag ? 'yes' : 'no');
  const { ramBytes, ramBytesOfUnknownType, linuxMap, patDisabled, maxPhyAddr } = machine;
  return el('div', {}, table('As the file states them', ['register', 'value'], [
    ['MTRRs enabled (E)', stated(machine.enabled)],
    ['default type', machine.default ? typed(machine.default) : 'not stated'],
    ['fixed ranges enabled (FE)', stated(machine.fixedEnabled)],
    ['MAXPHYADDR', `${maxPhyAddr.bits} bits (${maxPhyAddr.reason})`],
    ['PAT', machine.pat.join(' ') || 'not stated'],
    machine.patBefore.length > 0 && ['PAT as found', machine.patBefore.join(' ')],
    patDisabled && ['PAT not used', `line ${patDisabled.line}: ${patDisabled.text}`],
    machine.tom2 && ['TOM2', `WB from 4 GiB to ${machine.tom2} where no range matches`],
    linuxMap && ['Linux counts', `${linuxMap.entries} entries of its own map, ${linuxMap.slots} pairs of registers`],
    ['RAM', ramBytes === 0 ? 'not stated'
      : sizeText(ramBytes) + (ramBytesOfUnknownType ? `, ${sizeText(ramBytesOfUnknownType)} of unknown type` : '')],
  ].filter(Boolean)),
  machine.fixed.length > 0 && table('Fixed ranges', ['addresses', 'type'],
    numbered(machine.fixed).map((range) => [spanText(range), typed(range.type)])));
}

/** A map as a picture: its parts, and what shows the range of an address. */
function mapOf(machine, map, other, findings, link) {
  const [ram, fixed, { bits }] = [numbered(machine.ram), numbered(machine.fixed), machine.maxPhyAddr];
  const rows = rowsOf(map.map, other?.map, ram);
  for (const finding of findings) {
    for (let i = rowAt(rows, Number(finding.start)); rows[i]?.start <= Number(finding.end); i++) rows[i].findings.push(finding);
  }
  const differs = (row) => row.other !== undefined && row.type !== row.other;
  const differing = [...rows.keys()].filter((i) => differs(rows[i]));
  const box = (type, ...more) => el('span', { class: `block ${typeTint(type)}` }, el('b', {}, typeName(type)),
    el('span', { class: 'soft' }, typeWords[type]), more);
  const nodes = rows.map((row) => {
    const isRam = row.ram === 0 ? '' : row.ram === sizeOf(row) ? 'RAM' : 'part RAM';
    const node = el('div', { role: 'option', 'aria-selected': 'false', tabindex: '-1', class: `range${differs(row) ? ' differs' : ''}` },
      el('span', { class: 'span' }, [row.start, row.end].map((address) => el('span', {}, hexText(address, Math.ceil(bits / 4))))),
      box(row.type, el('span', {}, sizeText(sizeOf(row))), el('span', {}, isRam), row.findings.length > 0 && el('b', { class: 'bad' }, 'finding')),
      other && box(row.other, differs(row) && el('b', { class: 'bad' }, 'differs')));
    node.style.setProperty('--bits', Math.log2(sizeOf(row)).toFixed(1));
    return node;
  });
  const detail = el('div', { class: 'box detail', 'aria-live': 'polite' }, 'A click, or arrow keys in the list, choose a range.');
  let at = -1;
  const chosen = (i) => {
    at = i;
    const row = rows[i];
    mark(row);
    const by = [
      ...fixed.filter((range) => machine.fixedEnabled && range.start <= row.start && row.start <= range.end)
        .map((range) => `fixed range ${spanText(range)} (${range.type})`),
      ...map.variable.filter(({ base, mask }) => ((BigInt(row.start) ^ BigInt(base)) & BigInt(mask)) === 0n)
        .map(({ slot, type }) => `pair ${slot} (${type})`),
    ];
    detail.replaceChildren(el('b', {}, `${spanText(row)} ${typeName(row.type)}`),
      `: ${sizeText(sizeOf(row))}, ${row.ram > 0 ? `${sizeText(row.ram)} of it RAM` : 'no RAM that is stated'}`,
      by.length > 0 ? `; its first byte is in ${by.join(', ')}` : '', other ? `; ${typeName(row.other)} in ${other.name}` : '',
      ...row.findings.map((finding) => el('p', {}, el('a', { href: finding.self }, `finding of line ${finding.line}`), `: ${finding.text}`)));
  };
  const fragment = (i) => link(rows[i].start);
  const list = el('div', { role: 'listbox', class: 'ranges', 'aria-label': `Ranges of ${map.name}` }, nodes);
  const choose = chooser(list, nodes, fragment, chosen);
  const [bar, mark] = overview(rows, ram, bits, (i) => { location.hash = fragment(i); });
  const pairs = () => table('Enabled pairs', ['pair', 'base', 'mask', 'type', 'matches', 'line'],
    map.variable.map((v) => [v.slot, v.base, v.mask, typed(v.type), pairText(v, bits), v.line]));
  const nextDifference = () => { location.hash = fragment(differing.find((i) => i > at) ?? differing[0]); };
  return [[
    other && el('p', {}, `${count(differing.length)} of ${count(rows.length)} ranges differ. `,
      differing.length > 0 && el('button', { click: nextDifference }, 'next difference')),
    map.complete === false && el('p', { class: 'soft' }, 'Registers may be missing: what depends on them is unknown.'),
    map.variable.length > 0 && folded(`Variable ranges (${map.variable.length})`, pairs, innerWidth > 999), bar, detail, list,
  ], (address) => choose(rowAt(rows, address))];
}

/** In which maps a finding holds, where a type tells. */
const holds = {
  'mmio-wb': (type) => type === 'WB',
  'undefined-overlap': (type) => type === 'undef',
  'ram-not-wb': (type) => type !== 'WB' && type !== null,
};

/** All of a machine, one of its maps beside another or none; and what shows a target: an address, or "f" and the number of a finding. */
function machineOf(machine, m, k, o) {
  const maps = (machine.maps.length > 0 ? machine.maps : [{ ...machine, name: 'what is known without registers',
    variable: [] }]).map((map) => ({ ...map, map: numbered(map.map) }));
  const link = (i, j) => (address) => `#${m}.${i + 1}${maps[j] ? `.${j + 1}` : ''}${address === undefined ? '' : `/${hexText(address)}`}`;
  const isIn = (finding) => (map) => holds[finding.kind]?.(map.map[rowAt(map.map, Number(finding.start))].type) ?? true;
  const place = (finding) => (isIn(finding)(maps[k]) ? link(k, o) : link(maps.findIndex(isIn(finding)), -1))(Number(finding.start));
  const findings = machine.findings.map((finding, i) => ({ ...finding, self: `#${m}.${k + 1}${maps[o] ? `.${o + 1}` : ''}/f${i + 1}` }));
  const [parts, show] = mapOf(machine, maps[k], maps[o], findings.filter((finding) => finding.start && isIn(finding)(maps[k])), link(k, o));
  const listed = findings.map((f) => el('li', { tabindex: '-1' }, el('b', {}, f.kind), ` line ${f.line}: `,
    f.start ? el('a', { href: place(f) }, f.text) : f.text));
  const picker = (label, value, none, to) => el('label', {}, `${label} `,
    el('select', { change: (event) => { location.hash = to(Number(event.target.value)); } },
    none && el('option', { value: -1 }, none), maps.map((map, i) => el('option', { value: i, selected: i === value }, map.name))));
  const drivers = () => table('By line', ['addresses', 'size', 'type', 'line'],
    numbered(machine.memtypes).map((t) => [spanText(t), sizeText(sizeOf(t)), typed(t.type), t.line]));
  return [[
    el('div', { class: 'side' }, el('h2', {}, `Findings (${findings.length})`), findings.length > 0 && el('ol', {}, listed),
      machine.problems.length > 0 && [el('h2', {}, `What could not be read (${machine.problems.length})`),
        el('ul', {}, machine.problems.map((p) => el('li', {}, `line ${p.line}: ${p.text}`)))],
      folded('Registers', () => registersOf(machine), innerWidth > 999),
      machine.memtypes.length > 0 && folded(`Types that Linux keeps for drivers (${count(machine.memtypes.length)})`, drivers)),
    el('section', {}, el('h2', {}, `Map: ${maps[k].name}${maps[k].line ? `, line ${maps[k].line}` : ''}`),
      maps.length > 1 && el('p', {}, picker('Map ', k, null, (i) => link(i, o)()), ' ',
        picker('beside ', o, 'no other', (i) => link(k, i)())),
      parts),
  ], (target) => {
    if (!target.startsWith('f')) return show(Number(target));
    listed[target.slice(1) - 1]?.focus();
  }];
}

views.mtrr = ({ title, machines }) => {
  const main = el('main', { class: 'machine' });
  const select = el('select', { change: () => { location.hash = `#${select.value}`; } },
    machines.map((machine, i) => el('option', { value: i + 1 }, machine.file)));
  let [shown, show] = [[], null];
  // #machine.map.other/target; a machine alone keeps the map that is shown.
  const follow = () => {
    const [, m = shown[0] ?? 1, k, o, target] = /^#(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\/(0x[0-9a-f]{1,13}|f\d+))?$/.exec(location.hash) ?? [];
    const machine = Math.min(Math.max(1, m), machines.length);
    const maps = Math.max(1, machines[machine - 1].maps.length);
    const wanted = k === undefined && machine === shown[0] && target ? shown : [machine, Math.min(Math.max(1, k ?? 1), maps), Math.min(o ?? 0, maps)];
    if (String(wanted) !== String(shown)) {
      const [parts, shows] = machineOf(machines[machine - 1], wanted[0], wanted[1] - 1, wanted[2] - 1);
      main.replaceChildren(...parts);
      [shown, show, select.value] = [wanted, shows, machine];
    }
    if (target) show(target);
  };
  onFragment(follow);
  return [el('header', {}, el('h1', {}, title), machines.length > 1 && el('nav', {}, el('label', {}, 'Recording ', select))), main];
};
