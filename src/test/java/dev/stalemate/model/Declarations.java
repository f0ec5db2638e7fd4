package dev.stalemate.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Checks what actions declare to read and write against what they do in sampled states: a step changes only what it declares as written,
 * and neither its guard nor what it writes depends on an element that it does not declare as read.
 *
 * <p>Data races are found by these declarations, so one that fails here could hide a race.
 */
public final class Declarations {
    private static final int MOST_VALUES = 8;
    private static final int JOINT_CHANGES = 4;

    private final Model model;
    private final Elements elements;
    private final Random random;
    private final Set<String> problems = new LinkedHashSet<>();

    private Declarations(Model model, long seed) {
        this.model = model;
        this.elements = Elements.of(model.layout());
        this.random = new Random(seed);
    }

    /** What is wrong with the declarations of a model in states of random walks from its initial one; the same seed takes the same. */
    public static Set<String> problems(Model model, long seed, int states) {
        Declarations check = new Declarations(model, seed);
        List<Step> steps = model.steps();
        List<Footprint> footprints =
                steps.stream().map(s -> s.footprint(check.elements)).toList();
        for (long[] state : check.walks(steps, states)) {
            for (int i = 0; i < steps.size(); i++) {
                check.step(steps.get(i), footprints.get(i), state);
            }
        }
        return check.problems;
    }

    private List<long[]> walks(List<Step> steps, int count) {
        List<long[]> states = new ArrayList<>();
        long[] state = model.initial();
        while (states.size() < count) {
            states.add(state.clone());
            long[] here = state;
            List<Step> possible = steps.stream().filter(s -> s.enabled(here)).toList();
            if (possible.isEmpty() || random.nextInt(20) == 0) {
                state = model.initial();
            } else {
                possible.get(random.nextInt(possible.size())).apply(state);
            }
        }
        return states;
    }

    private void step(Step step, Footprint footprint, long[] state) {
        boolean enabled = step.enabled(state);
        for (Footprint.Need need : footprint.needs) {
            if (enabled && !need.isMet(state)) {
                problems.add(step + " needs another " + elements.name(need.number()) + " than it is possible with");
            }
        }
        for (long[] changed : changes(state, needed(footprint))) {
            if (footprint.needs.stream().anyMatch(n -> !n.isMet(changed)) && step.enabled(changed)) {
                problems.add(step + " is possible without what it needs");
            }
        }
        if (enabled) {
            writes(step, footprint, state);
        }
        for (long[] changed : changes(state, complement(footprint.reads()))) {
            if (step.enabled(changed) != enabled) {
                problems.add(step + ": the guard reads " + differences(state, changed));
            }
        }
        for (long[] changed : changes(state, complement(footprint.reads()))) {
            if (enabled && step.enabled(changed)) {
                reads(step, footprint, state, changed);
            }
        }
    }

    private static BitSet needed(Footprint footprint) {
        BitSet needed = new BitSet();
        footprint.needs.forEach(n -> needed.set(n.number()));
        return needed;
    }

    private void writes(Step step, Footprint footprint, long[] state) {
        BitSet writes = footprint.writes();
        long[] after = after(step, state);
        for (int e = 0; e < elements.count(); e++) {
            if (!writes.get(e) && bits(after, e) != bits(state, e)) {
                problems.add(step + " writes " + elements.name(e));
            }
        }
    }

    /** What is written must be the same from two states that differ in what is not read; an element may also be left as it was. */
    private void reads(Step step, Footprint footprint, long[] state, long[] changed) {
        long[] after = after(step, state);
        long[] afterChanged = after(step, changed);
        footprint.writes().stream().forEach(e -> {
            boolean same = bits(after, e) == bits(afterChanged, e);
            boolean left = bits(after, e) == bits(state, e) && bits(afterChanged, e) == bits(changed, e);
            if (!same && !left) {
                problems.add(step + ": the effect on " + elements.name(e) + " reads " + differences(state, changed));
            }
        });
    }

    /** The state with one of the given elements changed, each in turn, and with several of them changed at once. */
    private List<long[]> changes(long[] state, BitSet which) {
        List<long[]> changes = new ArrayList<>();
        which.stream().forEach(e -> others(state, e).forEach(v -> changes.add(with(state, e, v))));
        for (int i = 0; i < JOINT_CHANGES && which.cardinality() > 1; i++) {
            long[] joint = state.clone();
            which.stream().filter(e -> random.nextBoolean()).forEach(e -> {
                long[] values = others(joint, e).toArray();
                if (values.length > 0) {
                    elements.field(e).setBits(joint, elements.element(e), values[random.nextInt(values.length)]);
                }
            });
            changes.add(joint);
        }
        return changes;
    }

    /** Other legal values of an element, as packed bits: all of them where they are few. */
    private LongStream others(long[] state, int element) {
        long mask = elements.field(element).mask;
        LongStream all = mask >= 0 && mask < MOST_VALUES
                ? LongStream.rangeClosed(0, mask)
                : LongStream.generate(() -> random.nextLong() & mask).limit(MOST_VALUES);
        return all.filter(v -> v != bits(state, element) && legal(state, element, v));
    }

    private boolean legal(long[] state, int element, long bits) {
        if (elements.field(element) instanceof IntField numbers) {
            return bits < numbers.bound();
        }
        LongField values = (LongField) elements.field(element);
        try {
            long unused = values.get(with(state, element, bits), elements.element(element));
            return true;
        } catch (ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private BitSet complement(BitSet set) {
        BitSet complement = (BitSet) set.clone();
        complement.flip(0, elements.count());
        return complement;
    }

    private long[] with(long[] state, int element, long bits) {
        long[] changed = state.clone();
        elements.field(element).setBits(changed, elements.element(element), bits);
        return changed;
    }

    private long bits(long[] state, int element) {
        return elements.field(element).bits(state, elements.element(element));
    }

    private String differences(long[] state, long[] changed) {
        List<String> names = new ArrayList<>();
        for (int e = 0; e < elements.count(); e++) {
            if (bits(state, e) != bits(changed, e)) {
                names.add(elements.name(e));
            }
        }
        return String.join(" or ", names);
    }

    private static long[] after(Step step, long[] state) {
        long[] next = Arrays.copyOf(state, state.length);
        step.apply(next);
        return next;
    }
}
