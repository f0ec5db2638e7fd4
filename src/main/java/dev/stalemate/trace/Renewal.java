package dev.stalemate.trace;

import dev.stalemate.model.Field;
import dev.stalemate.model.Kept;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.trace.Blame.Culprit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a design would put in place of an entry if the entry were gone: found by taking each step. */
public final class Renewal {
    /** More steps are not tried. */
    private static final int MOST_STEPS = 5000;

    private Renewal() {}

    /**
     * The values, as printed, where the property is violated; none if no step puts one there, or if the design might put one there with which
     * the property is violated just the same.
     */
    public static Set<String> of(Trace trace, Culprit culprit) {
        Set<String> renewed = new LinkedHashSet<>();
        for (long[] state : after(trace, List.of(culprit), culprit, culprit.at())) {
            renewed.add(culprit.field().inWords(state, culprit.element()));
        }
        return culprit.right().containsAll(renewed) ? renewed : Set.of();
    }

    /**
     * Whether, after so many steps, a step would make the same entry again: then it is as it should be, whatever comes later. The fields that
     * have the same indices belong to an entry.
     *
     * @param together the entries that are wrong together, this one included: one may be made again from another
     */
    static boolean isCurrent(Trace trace, List<Culprit> together, Culprit culprit, int after) {
        long[] state = trace.state(after);
        List<Field> parts = trace.model().layout().fields().stream()
                .filter(field -> field.indices().equals(culprit.field().indices()))
                .toList();
        return after(trace, together, culprit, after).stream().anyMatch(renewed -> parts.stream()
                .allMatch(part -> part.choice(renewed, culprit.element()) == part.choice(state, culprit.element())));
    }

    /** The states after each step that makes an entry again. */
    private static List<long[]> after(Trace trace, List<Culprit> gone, Culprit culprit, int after) {
        long[] dropped = trace.state(after);
        List<long[]> renewed = new ArrayList<>();
        if (!canBeDropped(trace, culprit, dropped)) {
            return renewed;
        }
        for (Culprit each : gone) {
            if (canBeDropped(trace, each, dropped)) {
                each.field().choose(dropped, each.element(), 0);
            }
        }
        for (Step step : steps(trace)) {
            long[] state = dropped.clone();
            try {
                if (step.enabled(state)) {
                    step.apply(state);
                    if (culprit.field().choice(state, culprit.element()) != 0) {
                        renewed.add(state);
                    }
                }
            } catch (RuntimeException | AssertionError e) {
                // No run leads to the state without the entry: a step may not bear it, and shows nothing then.
            }
        }
        return renewed;
    }

    private static boolean canBeDropped(Trace trace, Culprit culprit, long[] state) {
        int has = culprit.field().choice(state, culprit.element());
        return trace.model().layout().entries().stream()
                .filter(kept -> kept.parts().get(0) == culprit.field())
                .map(Kept::instead)
                .anyMatch(instead -> instead.could(has, 0) && !instead.could(0, has));
    }

    /** The model's steps, or, if there are too many, those of the run. */
    private static List<Step> steps(Trace trace) {
        Model model = trace.model();
        long count = model.isFinite()
                ? model.actions().stream()
                        .mapToLong(action -> action.combinations().size())
                        .sum()
                : Long.MAX_VALUE;
        return count <= MOST_STEPS ? model.steps() : new ArrayList<>(new LinkedHashSet<>(trace.steps()));
    }
}
