package dev.stalemate.trace;

import dev.stalemate.model.Act;
import dev.stalemate.model.Act.Choice;
import dev.stalemate.model.Field;
import dev.stalemate.model.Kept;
import dev.stalemate.model.Law;
import dev.stalemate.model.Step;
import dev.stalemate.trace.Blame.Culprit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The decision of a design that a violation hangs on: the last one that could have changed a wrong entry and did not, or that made it wrong.
 *
 * <p>It is found by trying. The entry gets another value in the step in which the design decided, and the rest of the run is taken from
 * there. The decision counts if no state after that violates the property. If there is none about the entry itself, the last one about any
 * other entry before it became wrong: hardware may make a wrong copy of a wrong entry.
 *
 * @param step the number of the step, from 1
 * @param act what the design did there
 * @param choice the entry, wrong or copied, and why the design left it
 * @param instead the value, as printed, with which the violation does not happen
 */
public record TurningPoint(int step, Act act, Choice choice, String instead) {
    /** Values of other entries than the wrong one that are tried. */
    private static final int MOST_OTHERS = 500;

    /** An entry that gets another value in a step. */
    private record Fix(TurningPoint decision, int value) {}

    /** A run that violates a property, with its entries to try. */
    private record Trial(Trace trace, Law law) {
        /** Whether the run, with these changes, violates the property nowhere. Steps that are not possible any more are left out. */
        boolean passes(List<Fix> fixes) {
            long[] state = trace.model().initial();
            List<Step> steps = trace.steps();
            for (int i = 0; i < steps.size(); i++) {
                take(steps.get(i), state);
                for (Fix fix : fixes) {
                    if (fix.decision.step == i + 1) {
                        Choice choice = fix.decision.choice;
                        choice.field().choose(state, choice.element(), fix.value);
                    }
                }
                if (violates(state)) {
                    return false;
                }
            }
            return true;
        }

        /** A state that no run leads to may be more than a step can bear: then the step is left out, too. */
        private static void take(Step step, long[] state) {
            long[] before = state.clone();
            try {
                if (step.enabled(state)) {
                    step.apply(state);
                }
            } catch (RuntimeException | AssertionError e) {
                System.arraycopy(before, 0, state, 0, state.length);
            }
        }

        private boolean violates(long[] state) {
            try {
                return law.violatedBy(state);
            } catch (RuntimeException e) {
                return true;
            }
        }
    }

    /**
     * The decision about an entry that is to blame; null if no step could have changed it, so that the violation would not have happened.
     *
     * @param culprits all entries that are to blame, as {@link Blame#of} has them
     * @param culprit one of them
     */
    public static @Nullable TurningPoint of(Trace trace, Law law, List<Culprit> culprits, Culprit culprit) {
        Trial trial = new Trial(trace, law);
        if (culprit.alone()) {
            TurningPoint own = first(trial, fixes(trace, List.of(culprit), culprit).stream());
            return own != null
                    ? own
                    : first(
                            trial,
                            Stream.concat(
                                            others(trace, culprit, culprit.since(), 1).stream(),
                                            others(trace, culprit, culprit.at(), culprit.since() + 1).stream())
                                    .limit(MOST_OTHERS));
        }
        List<Fix> last = culprits.stream()
                .flatMap(each -> fixes(trace, culprits, each).stream().limit(1))
                .toList();
        return last.size() == culprits.size() && trial.passes(last)
                ? last.get(culprits.indexOf(culprit)).decision
                : null;
    }

    private static @Nullable TurningPoint first(Trial trial, Stream<Fix> fixes) {
        return fixes.filter(fix -> trial.passes(List.of(fix)))
                .map(Fix::decision)
                .findFirst()
                .orElse(null);
    }

    /**
     * What could have given other entries another value in some steps, the last first: before hardware made the wrong entry from them, or
     * after that, where they lead to its repair.
     */
    private static List<Fix> others(Trace trace, Culprit culprit, int last, int first) {
        List<Fix> fixes = new ArrayList<>();
        for (int step = last; step >= first; step--) {
            for (Act act : trace.acts(step - 1).reverse()) {
                for (Choice choice : act.could()) {
                    add(fixes, trace, culprit, new TurningPoint(step, act, choice, ""));
                }
            }
        }
        return fixes;
    }

    /**
     * What could have given an entry another value, the last first. An entry may be stale before the property says so: it counts unless the
     * design would have put the same value there again.
     */
    private static List<Fix> fixes(Trace trace, List<Culprit> together, Culprit culprit) {
        List<Fix> fixes = new ArrayList<>();
        for (int step = culprit.at(); step >= Math.max(1, culprit.since()); step--) {
            List<Act> acts = trace.acts(step - 1).reverse();
            for (Act act : acts) {
                for (Choice choice : act.could()) {
                    if (choice.field() == culprit.field()
                            && choice.element() == culprit.element()
                            && (step >= culprit.wrongSince() || !Renewal.isCurrent(trace, together, culprit, step))) {
                        add(fixes, trace, culprit, new TurningPoint(step, act, choice, ""));
                    }
                }
            }
        }
        return fixes;
    }

    /** Each other value that the entry could have after a step; those with which the property holds where it is violated come first. */
    private static void add(List<Fix> fixes, Trace trace, Culprit culprit, TurningPoint at) {
        Field field = at.choice.field();
        int element = at.choice.element();
        Kept.Instead instead = trace.model().layout().entries().stream()
                .filter(kept -> kept.parts().contains(field))
                .map(Kept::instead)
                .findFirst()
                .orElseThrow();
        int has = field.choice(trace.state(at.step), element);
        boolean made = has != field.choice(trace.state(at.step - 1), element);
        List<Fix> right = new ArrayList<>();
        List<Fix> rest = new ArrayList<>();
        for (int value = 0; value < field.choices(); value++) {
            if (value != has && instead.could(has, value)) {
                long[] state = trace.state(at.step);
                field.choose(state, element, value);
                String text = text(field, state, element);
                // What was put there could have been something else, rather than nothing.
                boolean first = field == culprit.field() && culprit.right().contains(text) && !(made && value == 0);
                (first ? right : rest).add(new Fix(new TurningPoint(at.step, at.act, at.choice, text), value));
            }
        }
        fixes.addAll(right);
        fixes.addAll(rest);
    }

    /** A value that fits the bits may be none that can be printed. */
    private static String text(Field field, long[] state, int element) {
        try {
            return field.inWords(state, element);
        } catch (RuntimeException e) {
            return "another value";
        }
    }
}
