package dev.stalemate.trace;

import dev.stalemate.model.Field;
import dev.stalemate.model.Kept;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would make a property hold: other values of the entries that a design keeps, and as few of them as possible. */
final class Mending {
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

        /** Leaves no entry, where the first value stands for that: if nothing else could be in its place. */
        void drop(long[] state) {
            if (could(state, 0) && !instead.could(0, choice(state))) {
                choose(state, 0);
            }
        }

        String text(long[] state) {
            return field.text(state, element);
        }
    }

    Mending(Layout layout, Law law) {
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

    /** Whether the property holds. A system need not know what to make of every value that fits the bits: such a one mends nothing. */
    private boolean holds(long[] state) {
        try {
            return law.holds().test(state);
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** A part as a person reads it, if the property holds; a value that can't be printed mends nothing either. */
    Optional<String> right(long[] state, Part part) {
        try {
            return holds(state) ? Optional.of(part.text(state)) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /**
     * The parts that have to change together for the property to hold, given that no single one is enough; none if there are no such.
     * Leaves the state mended.
     *
     * <p>First everything is dropped that can be. If that doesn't help, each entry in turn gets what leaves the fewest things wrong.
     */
    List<Part> mend(long[] state) {
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

    /** Gives the parts of an entry those values with which the fewest things are wrong, if that is less than with their own. */
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

    /** How many things are wrong with a state. */
    private int wrong(long[] state) {
        try {
            return holds(state) ? 0 : 1 + law.explanation().of(state).details().size();
        } catch (RuntimeException e) {
            return Integer.MAX_VALUE;
        }
    }
}
