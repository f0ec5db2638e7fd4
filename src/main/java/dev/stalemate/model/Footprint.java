package dev.stalemate.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.ObjIntConsumer;

/**
 * The elements of a state that a step may read and write, as its author declares them for {@link Races}.
 *
 * <p>A declaration that leaves something out hides a race; one that names too much reports races that do not exist. An effect that leaves
 * an element as it is in some states, or computes it from its old value, writes it; only the second reads it.
 *
 * <p>Elements of a field that can have only one value at a scope are accepted and ignored.
 */
public final class Footprint {
    private final Elements elements;
    private final BitSet reads = new BitSet();
    private final BitSet writes = new BitSet();
    /** The values that the guard needs. */
    final List<Need> needs = new ArrayList<>();

    /** An empty footprint of a step that works on these elements. */
    Footprint(Elements elements) {
        this.elements = elements;
    }

    /** An element, and the value without which a guard never holds. */
    record Need(int number, IntField field, int element, int value) {
        boolean isMet(long[] state) {
            return field.get(state, element) == value;
        }
    }

    /** The guard or the effect may read an element. */
    public Footprint reads(Field field, int element) {
        mark(reads, field, element);
        return this;
    }

    /** The guard or the effect may read every element of a field. */
    public Footprint reads(Field field) {
        return every(field, this::reads);
    }

    /** The effect may write an element. */
    public Footprint writes(Field field, int element) {
        mark(writes, field, element);
        return this;
    }

    /** The effect may write every element of a field. */
    public Footprint writes(Field field) {
        return every(field, this::writes);
    }

    /**
     * The guard reads an element, and never holds unless it has this value: the place of a program counter, or a lock that is free. Steps
     * that need different values of one element are never possible together.
     */
    public Footprint needs(IntField field, int element, int value) {
        int number = elements.number(field, element);
        if (number != Elements.CONSTANT) {
            needs.add(new Need(number, field, element, value));
        }
        return reads(field, element);
    }

    /** Anything may be read and written: the footprint of a step that declares nothing. */
    public Footprint everything() {
        reads.set(0, elements.count());
        writes.set(0, elements.count());
        return this;
    }

    /** The elements that guard or effect may read, by number. */
    public BitSet reads() {
        return (BitSet) reads.clone();
    }

    /** The elements that the effect may write, by number. */
    public BitSet writes() {
        return (BitSet) writes.clone();
    }

    /** Whether this needs one value of some element, and the other footprint another: the two steps are never possible together. */
    public boolean excludes(Footprint other) {
        for (Need mine : needs) {
            for (Need its : other.needs) {
                if (mine.number == its.number && mine.value != its.value) {
                    return true;
                }
            }
        }
        return false;
    }

    private void mark(BitSet set, Field field, int element) {
        int number = elements.number(field, element);
        if (number != Elements.CONSTANT) {
            set.set(number);
        }
    }

    private Footprint every(Field field, ObjIntConsumer<Field> declare) {
        for (int e = 0; e < field.size(); e++) {
            declare.accept(field, e);
        }
        return this;
    }
}
