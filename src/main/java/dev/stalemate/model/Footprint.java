package dev.stalemate.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.ObjIntConsumer;

/**
 * The elements of a state that a step or a property may read and write, as its author declares them.
 *
 * <p>Two steps of which neither writes what the other reads or writes lead to the same state in both orders, and neither makes the
 * other possible or impossible: a search may then try one order. So a declaration that leaves something out makes verdicts wrong, and
 * one that names too much only costs time. An effect that leaves an element as it is in some states, or computes it from its old value,
 * writes it; only the second reads it.
 *
 * <p>Elements of a field that a scope leaves one value are accepted and ignored.
 */
public final class Footprint {
    private final Elements elements;
    private final BitSet guard = new BitSet();
    private final BitSet reads = new BitSet();
    private final BitSet writes = new BitSet();
    private final List<Need> needs = new ArrayList<>();
    /** What is known of the values that an effect writes. */
    final List<Move> moves = new ArrayList<>();
    /** The values that a property tells from all others. */
    final List<Telling> tells = new ArrayList<>();

    /** An empty footprint of something that works on these elements. */
    Footprint(Elements elements) {
        this.elements = elements;
    }

    /** The footprint of something that reads and writes everything. */
    public static Footprint ofEverything(Elements elements) {
        return new Footprint(elements).everything();
    }

    /** An element without whose value a guard never holds. */
    private record Need(int number, IntField field, int element, int value) {}

    /** An element that a step takes from one value to another. */
    record Move(int number, int from, int to) {}

    /** An element of which a property reads whether it has a value. */
    record Telling(int number, int value) {}

    /** The guard, or the effect too, or a property, may read an element. */
    public Footprint reads(Field field, int element) {
        mark(guard, field, element);
        return effectReads(field, element);
    }

    /** The guard, or the effect too, or a property, may read every element of a field. */
    public Footprint reads(Field field) {
        return every(field, this::reads);
    }

    /** The effect may read an element, and the guard does not. */
    public Footprint effectReads(Field field, int element) {
        mark(reads, field, element);
        return this;
    }

    /** The effect may read every element of a field, and the guard reads none of them on that account. */
    public Footprint effectReads(Field field) {
        return every(field, this::effectReads);
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
     * The guard reads an element, and never holds unless it has this value: the place of a program counter, or a lock that is free. Says
     * more than {@link #reads}: steps that need different values are never possible together, and what else the guard reads doesn't
     * matter while this is not so.
     */
    public Footprint needs(IntField field, int element, int value) {
        int number = elements.number(field, element);
        if (number != Elements.CONSTANT) {
            needs.add(new Need(number, field, element, value));
        }
        return reads(field, element);
    }

    /**
     * The guard {@link #needs} an element to have one value, and the effect always gives it another: a program counter that goes on. A
     * property that {@link #tells} neither from the rest doesn't see that.
     */
    public Footprint moves(IntField field, int element, int from, int to) {
        int number = elements.number(field, element);
        if (number != Elements.CONSTANT) {
            moves.add(new Move(number, from, to));
        }
        return needs(field, element, from).writes(field, element);
    }

    /**
     * Of a property: it reads whether an element has this value, and nothing else of that element but what further calls say. Which of
     * the other values it is makes no difference.
     */
    public Footprint tells(IntField field, int element, int value) {
        int number = elements.number(field, element);
        if (number != Elements.CONSTANT) {
            tells.add(new Telling(number, value));
        }
        return this;
    }

    /** Anything may be read and written: as if nothing were declared. */
    public Footprint everything() {
        guard.set(0, elements.count());
        reads.set(0, elements.count());
        writes.set(0, elements.count());
        return this;
    }

    /** The elements that the guard may read, by number; those that it needs are among them. */
    public BitSet guard() {
        return (BitSet) guard.clone();
    }

    /** The elements that guard or effect, or a property, may read, by number. */
    public BitSet reads() {
        return (BitSet) reads.clone();
    }

    /** The elements that the effect may write, by number. */
    public BitSet writes() {
        return (BitSet) writes.clone();
    }

    /** The elements without whose values the guard never holds, by number. */
    public BitSet needed() {
        BitSet needed = new BitSet();
        needs.forEach(n -> needed.set(n.number));
        return needed;
    }

    /** Whether a step with this footprint may change what a property with the other one says. */
    public boolean isSeenBy(Footprint law) {
        if (writes.intersects(law.reads)) {
            return true;
        }
        for (Telling told : law.tells) {
            if (writes.get(told.number) && !law.hides(told.number, moves)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the moves is of this element, between values that are not told from each other. */
    private boolean hides(int number, List<Move> all) {
        return all.stream().anyMatch(m -> m.number == number && !isTold(number, m.from) && !isTold(number, m.to));
    }

    /** Whether a property tells this value of an element from others. */
    boolean isTold(int number, int value) {
        return tells.contains(new Telling(number, value));
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

    /** The number of the first element that hasn't the value that the guard needs in a state, or -1. */
    public int unmet(long[] state) {
        for (int i = 0; i < needs.size(); i++) {
            Need need = needs.get(i);
            if (need.field.get(state, need.element) != need.value) {
                return need.number;
            }
        }
        return -1;
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
