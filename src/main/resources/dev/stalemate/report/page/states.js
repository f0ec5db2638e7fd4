// A run's states, rebuilt from what each step changed.

const SPACING = 64; // steps from one state that is kept whole to the next

export class States {
  constructor({ fields, texts, initial, steps }) {
    this.texts = texts;
    const said = (numbers) => numbers?.map((number) => texts[number]);
    this.steps = steps.map((step) => ({ ...step, acts: said(step.acts), sees: said(step.sees) }));
    this.kept = [initial];
    let first = 0;
    this.fields = fields.map((field) => {
      const size = field.indices.reduce((product, index) => product * index.labels.length, 1);
      const at = first;
      first += size;
      return { ...field, first: at, size };
    });
    this.views = this.fields.find((field) => field.view)?.first ?? first; // what follows from the state begins here
    this.names = this.fields.flatMap((field) => Array.from({ length: field.size }, (_, e) => inWords(field, e)));
    this.numbers = new Map(this.names.map((name, number) => [name, number]));
  }

  /** The text of each element after so many steps, as numbers into texts. */
  at(after) {
    const from = Math.min(Math.floor(after / SPACING), this.kept.length - 1);
    let state = this.kept[from].slice();
    for (let step = from * SPACING; step < after; step++) {
      for (const [element, text] of this.steps[step].set) state[element] = text;
      if ((step + 1) % SPACING === 0) this.kept[(step + 1) / SPACING] = state.slice();
    }
    return state;
  }

  /** What the last of so many steps changed: elements with their texts before and after it. */
  changes(after) {
    if (after === 0) return [];
    const before = this.at(after - 1);
    return this.steps[after - 1].set.map(([element, text]) => ({
      element, name: this.names[element], before: this.texts[before[element]], after: this.texts[text],
    }));
  }
}

/** An element, or a row of elements if the last indices are left out, such as `tlb of CPU 0, slot 1`. */
export function inWords(field, element, indices = field.indices) {
  const places = [];
  let rest = element;
  for (const { name, labels } of indices.toReversed()) {
    places.unshift(`${name} ${labels[rest % labels.length]}`);
    rest = Math.floor(rest / labels.length);
  }
  return places.length === 0 ? field.name : `${field.name} ${field.view ? 'for' : 'of'} ${places.join(', ')}`;
}
