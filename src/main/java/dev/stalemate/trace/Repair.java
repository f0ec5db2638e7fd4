package dev.stalemate.trace;

import dev.stalemate.model.Field;
import dev.stalemate.model.Kept;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Other values of the entries that a design keeps, as few as possible, with which a property would hold. */
final class Repair {
    private final Law law;
    private final List<List<Part>> entries = new ArrayList<>();

    /** An element that is an entry, or part of one. */
    record Part(Field field, int element, Kept.Instead instead) {
        int choice(long[] state) {
            return field.choice(state, element);
        }

        void choose(long[] state, int choice) {
            field.choose(state, element, choice);
        }

        boolean could(long[] state, int choice) {
            return instead.could(choice(state), choice);
        }

        /** Drops the entry, where its first value stands for none, and where nothing else can be in its place. */
        void drop(long[] state) {
            if (could(state, 0) && !instead.could(0, choice(state))) {
                choose(state, 0);
            }
        }

        String text(long[] state) {
            return field.inWords(state, element);
        }
    }

    Repair(Layout layout, Law law) {
        this.law = law;
        for (Kept kept : layout.entries()) {
            for (int e = 0; e < kept.size(); e++) {
                int element = e;
                entries.add(kept.parts().stream()
                        .map(field -> new Part(field, element, kept.instead()))
                        .toList());
            }
        }
    }

    /** The parts of every entry. */
    List<List<Part>> entries() {
        return entries;
    }

    /** Whether the property holds. A system may fail for a value that fits the bits and never occurs: then it does not hold. */
    private boolean holds(long[] state) {
        try {
            return law.holds().test(state);
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** A part as it is printed, if the property holds; a value that can't be printed counts as wrong, too. */
    Optional<String> right(long[] state, Part part) {
        try {
            return holds(state) ? Optional.of(part.text(state)) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Changes a state so that the property holds in it, where no change of a single part is enough. Returns the parts that have changed;
     * none if no change of entries is enough.
     *
     * <p>First, every entry that can be dropped is dropped. If that is not enough, each entry in turn gets the values that leave the fewest
     * things wrong.
     */
    List<Part> apply(long[] state) {
        long[] violating = state.clone();
        entries.forEach(parts -> parts.get(0).drop(state));
        if (!holds(state)) {
            System.arraycopy(violating, 0, state, 0, state.length);
            entries.forEach(parts -> better(state, parts));
        }
        List<Part> changed = new ArrayList<>();
        for (Part part : entries.stream().flatMap(List::stream).toList()) {
            int other = part.choice(state);
            part.choose(state, part.choice(violating));
            if (other != part.choice(state) && !holds(state)) {
                part.choose(state, other);
                changed.add(part);
            }
        }
        return holds(state) ? changed : List.of();
    }

    /** Gives the parts of an entry the values with which the fewest things are wrong, if those are fewer than with their own values. */
    private void better(long[] state, List<Part> parts) {
        if (parts.isEmpty()) {
            return;
        }
        Part first = parts.get(0);
        List<Part> rest = parts.subList(1, parts.size());
        long[] before = state.clone();
        better(state, rest);
        for (int choice = 0; choice < first.field.choices(); choice++) {
            if (first.could(before, choice)) {
                long[] other = before.clone();
                first.choose(other, choice);
                better(other, rest);
                if (wrong(other) < wrong(state)) {
                    System.arraycopy(other, 0, state, 0, state.length);
                }
            }
        }
    }

    /** How many things are wrong in a state. */
    private int wrong(long[] state) {
        try {
            return holds(state) ? 0 : 1 + law.explanation().of(state).details().size();
        } catch (RuntimeException e) {
            return Integer.MAX_VALUE;
        }
    }
}
