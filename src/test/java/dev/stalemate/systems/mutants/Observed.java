package dev.stalemate.systems.mutants;

import dev.stalemate.model.Field;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.systems.mutants.States.Taken;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

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
        /** Places where an element stood and could take no step at all. */
        private final Set<Integer> waited = new TreeSet<>();

        /** What it does to fields that protect something, and to how many elements at most. */
        Map<Write, Integer> writes() {
            return writes;
        }

        /** The one place of its program where it was taken, if there is one. */
        Optional<Integer> place() {
            return places.size() == 1 ? places.stream().findFirst() : Optional.empty();
        }

        /** Whether an element that stood at it had to wait. */
        boolean waits() {
            return place().filter(waited::contains).isPresent();
        }

        /** Whether it protects something, in one way or another. */
        boolean protects() {
            return waits() || !writes.isEmpty();
        }

        /** Whether nothing but another step comes after it; a call that nobody has to make is no such step. */
        boolean leadsTo(Seen other) {
            return fair
                    && other.fair
                    && program.equals(other.program)
                    && (protects() || other.protects())
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
        List<Step> own = model.steps().stream()
                .filter(step -> decisions.isStep(step.action().name()))
                .toList();
        if (own.isEmpty()) {
            return;
        }
        own.forEach(step -> {
            Seen seen = seen(step);
            seen.fair = step.action().fair();
            parts.counter(step.action()).ifPresent(at -> seen.program = at.name());
        });
        List<Field> protecting = parts.fields().stream()
                .filter(field -> decisions.sets().contains(field.name())
                        || decisions.clears().contains(field.name()))
                .toList();
        // Said of each step once, and not at each state.
        IdentityHashMap<Step, String> elements = new IdentityHashMap<>();
        Function<Step, String> element = step -> elements.computeIfAbsent(step, first -> element(parts, first));
        Set<String> moving = new HashSet<>();
        Object unused = States.of(model, STATES, (state, possible) -> {
            moving.clear();
            for (Taken taken : possible) {
                moving.add(element.apply(taken.step()));
                if (decisions.isStep(taken.step().action().name())) {
                    note(parts, protecting, decisions, state, taken);
                }
            }
            for (Step step : own) {
                Optional<IntField> counter = parts.counter(step.action());
                if (counter.isPresent() && !moving.contains(element.apply(step))) {
                    seen(step).waited.add(counter.get().get(state, (int) step.arg(0)));
                }
            }
        });
    }

    private Seen seen(Step step) {
        return steps.computeIfAbsent(step.action().name(), name -> new Seen());
    }

    /** Who takes a step, if it belongs to a program. */
    private static String element(Parts parts, Step step) {
        return parts.counter(step.action())
                .map(at -> at.elementName((int) step.arg(0)))
                .orElse("");
    }

    private void note(Parts parts, List<Field> protecting, Decisions decisions, long[] before, Taken taken) {
        Seen seen = seen(taken.step());
        parts.counter(taken.step().action()).ifPresent(at -> {
            int self = (int) taken.step().arg(0);
            seen.places.add(at.get(before, self));
            seen.next.add(at.get(taken.after(), self));
        });
        for (Field field : protecting) {
            note(seen, field, before, taken.after(), decisions);
        }
    }

    private static void note(Seen seen, Field field, long[] before, long[] after, Decisions decisions) {
        int set = 0;
        int cleared = 0;
        for (int e = 0; e < field.size(); e++) {
            int was = field.choice(before, e);
            int is = field.choice(after, e);
            set += is > was ? 1 : 0;
            cleared += is == 0 && was != 0 ? 1 : 0;
        }
        if (set > 0 && decisions.sets().contains(field.name())) {
            seen.writes.merge(new Write(field.name(), true), set, Math::max);
        }
        if (cleared > 0 && decisions.clears().contains(field.name())) {
            seen.writes.merge(new Write(field.name(), false), cleared, Math::max);
        }
    }
}
