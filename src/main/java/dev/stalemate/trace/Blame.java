package dev.stalemate.trace;

import dev.stalemate.model.Field;
import dev.stalemate.model.Law;
import dev.stalemate.trace.Mending.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which entries a violation hangs on: of what the design keeps ({@link dev.stalemate.model.Layout#entries}), the elements that would mend the
 * state if they had another value, what that would be, and since when they are wrong.
 *
 * <p>Nothing here knows a system. An entry is tried with each of its values in the violating state; the property itself says which would do.
 * Whether it asks (its premise) doesn't matter here: an entry can be wrong for long before a property looks.
 */
public final class Blame {
    private final Trace trace;
    private final int at;
    private final Mending mending;

    /**
     * An entry that is to blame.
     *
     * @param alone whether it alone would mend the state; else only all of them together do
     * @param field the field it is of
     * @param element which one
     * @param since the step, from 1, that gave it the value that it has; 0 if it had it from the start
     * @param wrongSince the step after which the property fails of it, from then to the violation; 0 if it did from the start
     * @param should for each state from {@code since} to the violation, the values with which the property would hold there, as printed: that
     *     it has itself, if the property does; none if that takes more than the entries that are to blame
     */
    public record Culprit(
            boolean alone, Field field, int element, int since, int wrongSince, List<Set<String>> should) {
        /** Steps until the property is violated. */
        public int at() {
            return since + should.size() - 1;
        }

        /** What the entry should be where the property is violated. */
        public Set<String> right() {
            return should.get(should.size() - 1);
        }
    }

    private Blame(Trace trace, Law law, int at) {
        this.trace = trace;
        this.at = at;
        this.mending = new Mending(trace.model().layout(), law);
    }

    /**
     * The entries that are to blame, those first that have had their value for longest: each by itself if one alone would mend the state, else
     * all of a set that would together, though no part of it does. None where no entries would, or the property isn't one of states.
     */
    public static List<Culprit> of(Trace trace, Law law) {
        int at = law.kind() == Law.Kind.ALWAYS ? trace.firstViolation(law) : -1;
        if (at < 0) {
            return List.of();
        }
        return new Blame(trace, law, at)
                .culprits()
                .sorted(Comparator.comparingInt(Culprit::since))
                .toList();
    }

    private Stream<Culprit> culprits() {
        long[] state = trace.state(at);
        List<Part> alone =
                mending.entries().stream().flatMap(parts -> alone(state, parts)).toList();
        if (!alone.isEmpty()) {
            return alone.stream().map(part -> culprit(part, List.of(), state));
        }
        List<Part> together = mending.mend(state);
        return together.stream().map(part -> culprit(part, together, state));
    }

    /**
     * The parts of an entry that would each mend a state. The first, which says whether the entry counts, is to blame only if no other is:
     * of one that doesn't count, little can be wrong.
     */
    private Stream<Part> alone(long[] state, List<Part> parts) {
        List<Part> alone = parts.stream()
                .filter(part -> !right(state, part, List.of(), state).isEmpty())
                .toList();
        return alone.size() > 1 ? alone.stream().filter(part -> !part.equals(parts.get(0))) : alone.stream();
    }

    /**
     * An entry that is to blame.
     *
     * @param all the parts that mend a state together, itself included; none if it does alone
     * @param mended that state
     */
    private Culprit culprit(Part part, List<Part> all, long[] mended) {
        int has = part.choice(trace.state(at));
        int since = at;
        while (since > 0 && part.choice(trace.state(since - 1)) == has) {
            since--;
        }
        List<Part> others = all.stream().filter(other -> !other.equals(part)).toList();
        List<Set<String>> should = new ArrayList<>();
        int wrongSince = at;
        for (int i = since; i <= at; i++) {
            Set<String> right = right(trace.state(i), part, others, mended);
            should.add(right);
            wrongSince = right.contains(part.text(trace.state(i))) ? at : Math.min(wrongSince, i);
        }
        return new Culprit(all.isEmpty(), part.field(), part.element(), since, wrongSince, should);
    }

    /** The values of a part with which the property holds of a state, as printed: others may be as they are, dropped, or mended. */
    private Set<String> right(long[] state, Part part, List<Part> others, long[] mended) {
        long[] dropped = state.clone();
        others.forEach(other -> other.drop(dropped));
        long[] repaired = state.clone();
        others.forEach(other -> other.choose(repaired, other.choice(mended)));
        List<long[]> worlds = others.isEmpty() ? List.of(dropped) : List.of(state.clone(), dropped, repaired);
        Set<String> right = new LinkedHashSet<>();
        for (int choice = 0; choice < part.field().choices(); choice++) {
            for (long[] world : worlds) {
                part.choose(world, choice);
                if (choice == part.choice(state) || part.could(state, choice)) {
                    mending.right(world, part).ifPresent(right::add);
                }
            }
        }
        return right;
    }
}
