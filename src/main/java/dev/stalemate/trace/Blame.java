package dev.stalemate.trace;

import dev.stalemate.model.Field;
import dev.stalemate.model.Law;
import dev.stalemate.trace.Repair.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which entries cause a violation. Of the entries that the design keeps ({@link dev.stalemate.model.Layout#entries}), those that would fix
 * the state if they had another value; that value; and since when they are wrong.
 *
 * <p>Nothing here knows a system. An entry is tried with each of its values in the violating state, and the property itself says which of
 * them are right. Its premise is left out: an entry can be wrong long before the premise holds.
 */
public final class Blame {
    private final Trace trace;
    private final int at;
    private final Repair repair;

    /**
     * An entry that is to blame.
     *
     * @param alone whether a change of this entry alone fixes the state; otherwise only all of them together do
     * @param field its field
     * @param element its number in the field
     * @param since the step, from 1, that gave it its value; 0 if it has had it from the start
     * @param wrongSince the step, from 1, from which on the property fails because of it; 0 if it does from the start
     * @param should for each state from {@code since} to the violation, the values, as printed, with which the property would hold there,
     *     its own value among them if the property holds; none if other entries than those to blame would have to change, too
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
        this.repair = new Repair(trace.model().layout(), law);
    }

    /**
     * The entries that are to blame, the one that has had its value for longest first. If a change of one entry fixes the state, each such
     * entry; otherwise a set of entries of which all have to change. None if no entries fix it, or if the property isn't one of states.
     * If it is violated {@link Law#because} another one is, these are the entries that fix the other one before the last step.
     */
    public static List<Culprit> of(Trace trace, Law law) {
        int at = law.kind() == Law.Kind.ALWAYS ? trace.firstViolation(law) : -1;
        if (at < 0) {
            return List.of();
        }
        @Nullable Law because = law.because();
        // The last step only finds what is wrong: the entries are looked at before it, where steps are possible still.
        Blame blame = because != null && at > 0 && because.violatedBy(trace.state(at - 1))
                ? new Blame(trace, because, at - 1)
                : new Blame(trace, law, at);
        return blame.culprits().sorted(Comparator.comparingInt(Culprit::since)).toList();
    }

    private Stream<Culprit> culprits() {
        long[] state = trace.state(at);
        List<Part> alone =
                repair.entries().stream().flatMap(parts -> alone(state, parts)).toList();
        if (!alone.isEmpty()) {
            return alone.stream().map(part -> culprit(part, List.of(), state));
        }
        List<Part> together = repair.apply(state);
        return together.stream().map(part -> culprit(part, together, state));
    }

    /**
     * The parts of an entry of which each alone would fix a state. The first part, which says whether the entry is valid, is to blame only
     * if no other part is: little can be wrong with an entry that is not valid.
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
     * @param all the parts that fix a state together, this one included; none if this one alone does
     * @param fixed the state after that
     */
    private Culprit culprit(Part part, List<Part> all, long[] fixed) {
        int has = part.choice(trace.state(at));
        int since = at;
        while (since > 0 && part.choice(trace.state(since - 1)) == has) {
            since--;
        }
        List<Part> others = all.stream().filter(other -> !other.equals(part)).toList();
        List<Set<String>> should = new ArrayList<>();
        int wrongSince = at;
        for (int i = since; i <= at; i++) {
            Set<String> right = right(trace.state(i), part, others, fixed);
            should.add(right);
            wrongSince = right.contains(part.text(trace.state(i))) ? at : Math.min(wrongSince, i);
        }
        return new Culprit(all.isEmpty(), part.field(), part.element(), since, wrongSince, should);
    }

    /** The values of a part, as printed, with which the property holds in a state, with the other parts as they are, dropped, or fixed. */
    private Set<String> right(long[] state, Part part, List<Part> others, long[] fixed) {
        long[] dropped = state.clone();
        others.forEach(other -> other.drop(dropped));
        long[] repaired = state.clone();
        others.forEach(other -> other.choose(repaired, other.choice(fixed)));
        List<long[]> worlds = others.isEmpty() ? List.of(dropped) : List.of(state.clone(), dropped, repaired);
        Set<String> right = new LinkedHashSet<>();
        for (int choice = 0; choice < part.field().choices(); choice++) {
            for (long[] world : worlds) {
                part.choose(world, choice);
                if (choice == part.choice(state) || part.could(state, choice)) {
                    repair.right(world, part).ifPresent(right::add);
                }
            }
        }
        return right;
    }
}
