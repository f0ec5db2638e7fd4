package dev.stalemate.trace;

import dev.stalemate.model.Field;
import dev.stalemate.model.Property;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which entries a violation hangs on: of what the design keeps ({@link dev.stalemate.model.Layout#kept}), the elements that would mend the
 * state if they had another value, what that would be, and since when they are wrong.
 *
 * <p>Nothing here knows a system. An entry is tried with each of its values in the violating state; the property itself says which would do.
 * Whether it asks (its premise) doesn't matter here: an entry can be wrong for long before a property looks.
 */
public final class Blame {
    private final Trace trace;
    private final Property property;
    private final int at;

    /**
     * An entry that is to blame.
     *
     * @param field the field it is of
     * @param element which one
     * @param since the step, from 1, that gave it the value that it has; 0 if it had it from the start
     * @param wrongSince the step after which the property fails of it, from then to the violation; 0 if it did from the start
     * @param should for each state from {@code since} to the violation, the values with which the property would hold there, as printed: that
     *     it has itself, if the property does; none if that takes more than this entry
     */
    public record Culprit(Field field, int element, int since, int wrongSince, List<Set<String>> should) {
        /** What the entry should be where the property is violated. */
        public Set<String> right() {
            return should.get(should.size() - 1);
        }
    }

    private Blame(Trace trace, Property property, int at) {
        this.trace = trace;
        this.property = property;
        this.at = at;
    }

    /**
     * The entries that are to blame: each by itself if one alone would mend the state, else all of a smallest set that would if none of them
     * were there. None where no entry would, or the property isn't one of states.
     */
    public static List<Culprit> of(Trace trace, Property property) {
        int at = property.kind() == Property.Kind.ALWAYS ? trace.firstViolation(property) : -1;
        return at < 0 ? List.of() : new Blame(trace, property, at).culprits();
    }

    private record Entry(Field field, int element) {
        String text(long[] state) {
            return field.text(state, element);
        }

        void clear(long[] state) {
            field.choose(state, element, 0);
        }
    }

    private List<Culprit> culprits() {
        List<Entry> entries = entries();
        List<Entry> alone = entries.stream()
                .filter(entry -> !right(at, entry, List.of()).isEmpty())
                .toList();
        if (!alone.isEmpty()) {
            return alone.stream().map(entry -> culprit(entry, List.of())).toList();
        }
        List<Entry> together = together(entries);
        return together.stream().map(entry -> culprit(entry, together)).toList();
    }

    /** What is there; what isn't can't be stale. */
    private List<Entry> entries() {
        long[] state = trace.state(at);
        long[] blank = trace.model().layout().blank();
        List<Entry> entries = new ArrayList<>();
        for (Field field : trace.model().layout().kept()) {
            for (int e = 0; e < field.size(); e++) {
                Entry entry = new Entry(field, e);
                if (!entry.text(state).equals(entry.text(blank))) {
                    entries.add(entry);
                }
            }
        }
        return entries;
    }

    /** A set without which the property holds, though it doesn't without any smaller part of it; none if there isn't one. */
    private List<Entry> together(List<Entry> entries) {
        List<Entry> needed = new ArrayList<>(entries);
        if (!holds(without(at, needed))) {
            return List.of();
        }
        for (Entry entry : entries) {
            List<Entry> fewer = new ArrayList<>(needed);
            fewer.remove(entry);
            if (holds(without(at, fewer))) {
                needed = fewer;
            }
        }
        return needed;
    }

    private long[] without(int after, List<Entry> entries) {
        long[] state = trace.state(after);
        entries.forEach(entry -> entry.clear(state));
        return state;
    }

    private Culprit culprit(Entry entry, List<Entry> mended) {
        String has = entry.text(trace.state(at));
        int since = at;
        while (since > 0 && entry.text(trace.state(since - 1)).equals(has)) {
            since--;
        }
        List<Set<String>> should = new ArrayList<>();
        int wrongSince = at;
        for (int i = since; i <= at; i++) {
            Set<String> right = right(i, entry, mended);
            should.add(right);
            wrongSince = right.contains(has) ? at : Math.min(wrongSince, i);
        }
        return new Culprit(entry.field, entry.element, since, wrongSince, should);
    }

    /** The values of an entry with which the property holds of a state, as printed, once other entries are not there. */
    private Set<String> right(int after, Entry entry, List<Entry> mended) {
        long[] state = without(after, mended);
        Set<String> right = new LinkedHashSet<>();
        for (int choice = 0; choice < entry.field.choices(); choice++) {
            entry.field.choose(state, entry.element, choice);
            if (holds(state)) {
                right.add(entry.text(state));
            }
        }
        return right;
    }

    /** A system need not know what to make of every value that fits the bits: such a one mends nothing. */
    private boolean holds(long[] state) {
        try {
            return property.holds().test(state);
        } catch (RuntimeException e) {
            return false;
        }
    }
}
