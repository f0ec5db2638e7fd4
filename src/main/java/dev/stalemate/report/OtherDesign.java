package dev.stalemate.report;

import com.google.common.base.CharMatcher;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Field;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Another design on the steps of a run, up to the first that it can't take.
 *
 * @param trace its own run
 * @param parts the first step, from 1, in which it decides otherwise, or as in {@code differs}
 * @param differs the first step, from 1, after which it is in another state, or that it can't take; 0 where it starts in another, -1 for none
 * @param stops why it can't take the next step; empty if it takes all
 */
public record OtherDesign(Trace trace, int parts, int differs, String stops) {
    private static final int OTHER_SERIES = 1000;
    private static final Pattern REASON = Pattern.compile(": .*");
    private static final String FIX = "fix";

    /** A design that comes with a claim that it holds. */
    public record Holding(Claim claim, OtherDesign beside) {}

    /**
     * What is shown beside a run.
     *
     * @param claim that the property holds for it; null if it is the design that a user's own changes
     */
    public record Beside(@Nullable Claim claim, OtherDesign other) {}

    /** Of a user's own design, the one that it changes; of others, one for which the property holds, if there is one. */
    public static @Nullable Beside beside(Trace run, Law law, ModelSystem system, Counterexample c) {
        if (c.file() != null && !c.file().base().isEmpty()) {
            Model base =
                    system.build(system.design(c.file().base()), run.model().scope());
            return new Beside(null, of(run, base));
        }
        Holding holding = holding(run, law, system, c.claim());
        return holding == null ? null : new Beside(holding.claim, holding.beside);
    }

    /** Takes the run's steps with another model of the same system. */
    public static OtherDesign of(Trace run, Model other) {
        List<Step> steps = new ArrayList<>();
        long[] state = other.initial();
        String stops = "";
        for (Step step : run.steps()) {
            Step own = step(other, step);
            if (own == null || !own.enabled(state)) {
                stops = "step (" + (steps.size() + 1) + ") " + step.inWords(run.state(steps.size()), "")
                        + (own == null ? " doesn't exist" : " isn't possible") + " there";
                break;
            }
            own.apply(state);
            steps.add(own);
        }
        Trace trace = Trace.replay(other, steps);
        int differs = differs(run, trace);
        return new OtherDesign(trace, decides(run, trace, differs), differs, stops);
    }

    private static @Nullable Step step(Model model, Step step) {
        if (model.actions().stream()
                .noneMatch(action -> action.name().equals(step.action().name()))) {
            return null; // the message would say what else could have been meant, which takes its time
        }
        try {
            return model.step(step.action().name(), step.texts());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The first step in which they decide otherwise, if that is before their states differ. */
    private static int decides(Trace run, Trace other, int differs) {
        int steps = differs < 0 ? other.steps().size() : differs - 1;
        for (int i = 0; i < steps; i++) {
            if (!decisions(run, i).equals(decisions(other, i))) {
                return i + 1;
            }
        }
        return differs;
    }

    /**
     * What a design decides in a step, without its reasons, which stand behind a colon, and without the function, which releases rename. A
     * function that does nothing may be missing in the other design.
     */
    private static List<String> decisions(Trace trace, int i) {
        return trace.acts(i).stream()
                .filter(act -> !act.routine())
                .map(act -> REASON.matcher(act.decided()).replaceFirst(""))
                .filter(decided -> !decided.matches("[a-z]+ nothing"))
                .toList();
    }

    private static int differs(Trace run, Trace other) {
        for (int after = 0; after < other.steps().size() + 1; after++) {
            if (differ(describe(run, after), describe(other, after))) {
                return after;
            }
        }
        return other.steps().size() == run.steps().size() ? -1 : other.steps().size() + 1;
    }

    /** Whether an element that both have differs; designs may keep things of their own. */
    private static boolean differ(Map<String, String> one, Map<String, String> other) {
        return one.entrySet().stream()
                .anyMatch(e -> !e.getValue().equals(other.getOrDefault(e.getKey(), e.getValue())));
    }

    /** What it can do in place of the step that it can't take, each by the same CPU or device; empty if it takes all. */
    List<Step> instead(Trace run) {
        int taken = trace.steps().size();
        if (taken == run.steps().size()) {
            return List.of();
        }
        String actor = actor(run.steps().get(taken));
        return trace.model().actions().stream()
                .filter(Action::isFinite)
                .flatMap(action -> action.combinations().stream().map(args -> new Step(action, args)))
                .filter(step -> !actor.isEmpty() && actor(step).equals(actor) && step.enabled(trace.end()))
                .toList();
    }

    /** The CPU or device that takes a step, its first argument, such as {@code cpu=0}; empty for a step without arguments. */
    private static String actor(Step step) {
        return step.action().parameters().isEmpty()
                ? ""
                : step.action().parameters().get(0).name() + "=" + step.texts().get(0);
    }

    /** The run with one more step. */
    Trace then(Step step) {
        List<Step> steps = new ArrayList<>(trace.steps());
        steps.add(step);
        return Trace.replay(trace.model(), steps);
    }

    /** Where it is in another state than the run, after the first step with which it is: each element that both have, with both values. */
    List<String> apart(Trace run) {
        if (differs < 0 || differs > trace.steps().size()) {
            return List.of();
        }
        List<String> apart = new ArrayList<>();
        for (Field its : trace.model().layout().fields()) {
            run.model().layout().fields().stream()
                    .filter(field -> field.name().equals(its.name()) && field.width() > 0 && its.width() > 0)
                    .forEach(field -> addApart(apart, field, run.state(differs), its, trace.state(differs)));
        }
        return apart;
    }

    private static void addApart(List<String> to, Field field, long[] here, Field its, long[] there) {
        for (int e = 0; e < Math.min(field.size(), its.size()); e++) {
            boolean isSame = field.elementName(e).equals(its.elementName(e));
            if (isSame && !field.text(here, e).equals(its.text(there, e))) {
                to.add(field.inWords(e) + ": " + field.inWords(here, e) + " here, " + its.inWords(there, e) + " there");
            }
        }
    }

    private static Map<String, String> describe(Trace trace, int after) {
        Layout layout = trace.model().layout();
        return layout.describe(trace.state(after));
    }

    /**
     * Of the designs for which the same property is recorded to hold, the one to show: that of the claim's own fix; otherwise the one that
     * can take the most steps, and among several that of the closest claim. None if no design has this scope and keeps the property along
     * the steps.
     */
    public static @Nullable Holding holding(Trace run, Law law, ModelSystem system, @Nullable String claim) {
        Map<String, Optional<OtherDesign>> tried = new HashMap<>();
        return system.claims().stream()
                .filter(c -> c.law().equals(law.name()) && c.recorded() == Verdict.HOLDS)
                .filter(c -> !c.design().name().equals(run.model().design().name()))
                .flatMap(c -> tried
                        .computeIfAbsent(c.design().name(), name -> keeping(run, law, system, c.design()))
                        .map(other -> new Holding(c, other))
                        .stream())
                .min(Comparator.<Holding>comparingInt(h -> h.claim.id().equals(claim + FIX) ? 0 : 1)
                        .thenComparingInt(h -> -h.beside.differs)
                        .thenComparingInt(h -> claim == null ? 0 : distance(h.claim.id(), claim)))
                .orElse(null);
    }

    /** A design on a run's steps, if it differs and keeps the property along them. */
    private static Optional<OtherDesign> keeping(Trace run, Law law, ModelSystem system, Design design) {
        try {
            Model model = system.model(design, run.model().scope());
            Law own = model.law(law.name());
            OtherDesign beside = of(run, model);
            boolean keeps = own.kind() == law.kind() && beside.trace.firstViolation(own) < 0;
            return keeps && beside.differs >= 0 ? Optional.of(beside) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // at this scope there is no such model, or no such property of it
        }
    }

    /** How far apart two claims' numbers are; K3 and K3b are as one, and K3 and H3 are far. */
    private static int distance(String id, String claim) {
        return Math.abs(number(id) - number(claim)) + (id.charAt(0) == claim.charAt(0) ? 0 : OTHER_SERIES);
    }

    private static int number(String id) {
        return Integer.parseInt("0" + CharMatcher.inRange('0', '9').retainFrom(id));
    }
}
