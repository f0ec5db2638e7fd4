package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Op;
import dev.stalemate.prove.term.Term;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What code has written on its way, and what is known to hold there. Where ways part, each goes on in a world of its own, which looks
 * through to the one that it came from.
 */
final class World {
    private final @Nullable World parent;
    private final Map<HeapCell, Value> written = new LinkedHashMap<>();
    private final Set<Term> facts = new HashSet<>();
    /** Terms whose value is known by a fact. */
    private final Map<Term, Term> values = new HashMap<>();

    private Term path;

    /**
     * A place of a value: by the object itself, and by a field of it, an array's index, or an element of a state.
     *
     * @param owner the object, or a class of static fields
     * @param slot which of its places
     */
    record HeapCell(Object owner, Object slot) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof HeapCell cell && cell.owner == owner && cell.slot.equals(slot);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(owner) * 31 + slot.hashCode();
        }
    }

    private World(@Nullable World parent, Term path) {
        this.parent = parent;
        this.path = path;
    }

    /** Where nothing is written yet, and nothing known. */
    static World empty() {
        return new World(null, Term.TRUE);
    }

    /** The world of a way on which something more holds. */
    World where(Term condition) {
        World child = new World(this, path);
        child.assume(condition);
        return child;
    }

    /** From here on this holds: else the way has ended. */
    void assume(Term condition) {
        path = path.and(condition);
        know(condition);
    }

    /** This holds, on whichever way. */
    void know(Term condition) {
        for (Term each : condition.conjuncts()) {
            facts.add(each);
            if (each.op() == Op.EQ && each.argument(1).isConstant()) {
                values.put(each.argument(0), each.argument(1));
            }
        }
    }

    /** Where the way goes. */
    Term path() {
        return path;
    }

    /** What was written last, here or before the ways parted; null if nothing was. */
    @Nullable
    Value get(HeapCell cell) {
        for (World world = this; world != null; world = world.parent) {
            Value value = world.written.get(cell);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    void put(HeapCell cell, Value value) {
        written.put(cell, value);
    }

    /** What was written in this world, and not before. */
    Map<HeapCell, Value> written() {
        return written;
    }

    /** Takes over all of a world that parted from this one: no other way goes on. */
    void adopt(World child) {
        written.putAll(child.written);
        facts.addAll(child.facts);
        values.putAll(child.values);
        path = child.path;
    }

    /** A number, or the one of two that it is here if that is known. */
    Value known(Value value) {
        if (!(value instanceof Word word) || !word.term().isIte()) {
            return value;
        }
        Term term = word.term();
        while (term.isIte()) {
            Term decided = decide(term.condition());
            if (!decided.isConstant()) {
                break;
            }
            term = decided == Term.TRUE ? term.thenTerm() : term.elseTerm();
        }
        return term == word.term() ? value : new Word(term);
    }

    /** True or false where that is known of a condition here, else the condition. */
    Term decide(Term condition) {
        if (condition.isConstant()) {
            return condition;
        }
        if (isFact(condition)) {
            return Term.TRUE;
        }
        if (isFact(condition.not())) {
            return Term.FALSE;
        }
        return switch (condition.op()) {
            case NOT -> decide(condition.argument(0)).not();
            case AND -> {
                Term all = Term.TRUE;
                boolean changed = false;
                for (Term each : condition.conjuncts()) {
                    Term decided = decide(each);
                    changed |= decided != each;
                    all = decided.isConstant() ? all.and(decided) : all;
                }
                yield all == Term.FALSE ? Term.FALSE : changed ? rest(condition) : condition;
            }
            case EQ -> {
                Term known = value(condition.argument(0));
                yield known != null && condition.argument(1).isConstant()
                        ? Term.of(known == condition.argument(1))
                        : condition;
            }
            default -> condition;
        };
    }

    /** Those conjuncts that are not known. */
    private Term rest(Term condition) {
        Term all = Term.TRUE;
        for (Term each : condition.conjuncts()) {
            all = all.and(decide(each));
        }
        return all;
    }

    private boolean isFact(Term condition) {
        for (World world = this; world != null; world = world.parent) {
            if (world.facts.contains(condition)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Term value(Term of) {
        for (World world = this; world != null; world = world.parent) {
            Term known = world.values.get(of);
            if (known != null) {
                return known;
            }
        }
        return null;
    }
}
