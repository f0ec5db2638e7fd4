package dev.stalemate.systems.mutants;

import dev.stalemate.model.Field;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the steps of a design were seen to do in states of a scope: what there is to be changed about them. */
final class Observed {
    /** Enough for each step to do all that it does. */
    private static final int STATES = 20_000;

    private final Map<String, Seen> steps = new TreeMap<>();

    /**
     * Something that a step did to a field.
     *
     * @param field the field's name
     * @param set whether it set elements, and not cleared them
     */
    record Write(String field, boolean set) implements Comparable<Write> {
        @Override
        public int compareTo(Write other) {
            return Comparator.comparing(Write::field).thenComparing(Write::set).compare(this, other);
        }
    }

    /** What a step does. */
    static final class Seen {
        private final Map<Write, Integer> writes = new TreeMap<>();
        private boolean fair;
        private String program = "";
        private final Set<Integer> places = new TreeSet<>();
        private final Set<Integer> next = new TreeSet<>();
        private final Set<Integer> refused = new TreeSet<>();

        /** What it does to fields that protect something, and to how many elements at most. */
        Map<Write, Integer> writes() {
            return writes;
        }

        /** The one place of its program where it was taken, if there is one. */
        Optional<Integer> place() {
            return places.size() == 1 ? places.stream().findFirst() : Optional.empty();
        }

        /** Whether it was impossible, at times, where its element stands at it. */
        boolean waits() {
            return place().filter(refused::contains).isPresent();
        }

        /** Whether nothing but another step comes after it; a call that nobody has to make is no such step. */
        boolean leadsTo(Seen other) {
            return fair
                    && other.fair
                    && program.equals(other.program)
                    && next.size() == 1
                    && other.place().filter(next::contains).isPresent()
                    && !other.place().equals(place());
        }
    }

    /** What was seen of each step, by its action's name. */
    Map<String, Seen> steps() {
        return steps;
    }

    /** Looks at the steps of a model that are the design's. */
    void look(Model model, Decisions decisions) {
        Parts parts = new Parts(model.layout());
        Object unused = States.visit(model, STATES, (step, before, after) -> {
            if (decisions.isStep(step.action().name())) {
                Seen seen = steps.computeIfAbsent(step.action().name(), name -> new Seen());
                note(seen, parts.counter(step.action()), step, before, after);
                if (after != null) {
                    for (Field field : parts.fields()) {
                        note(seen, field, before, after, decisions);
                    }
                }
            }
        });
    }

    private static void note(Seen seen, Optional<IntField> counter, Step step, long[] before, long @Nullable [] after) {
        seen.fair = step.action().fair();
        counter.ifPresent(at -> {
            seen.program = at.name();
            int self = (int) step.arg(0);
            if (after == null) {
                seen.refused.add(at.get(before, self));
            } else {
                seen.places.add(at.get(before, self));
                seen.next.add(at.get(after, self));
            }
        });
    }

    private static void note(Seen seen, Field field, long[] before, long[] after, Decisions decisions) {
        int set = 0;
        int cleared = 0;
        for (int e = 0; e < field.size(); e++) {
            int is = field.choice(after, e);
            if (is != field.choice(before, e)) {
                set += is == 0 ? 0 : 1;
                cleared += is == 0 ? 1 : 0;
            }
        }
        if (set > 0 && decisions.sets().contains(field.name())) {
            seen.writes.merge(new Write(field.name(), true), set, Math::max);
        }
        if (cleared > 0 && decisions.clears().contains(field.name())) {
            seen.writes.merge(new Write(field.name(), false), cleared, Math::max);
        }
    }
}
