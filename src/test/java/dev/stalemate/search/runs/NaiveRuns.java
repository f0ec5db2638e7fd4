package dev.stalemate.search.runs;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every run of at most so many steps that violates a property and needs each of its steps, found by taking all steps in all orders and
 * leaving out all sets of steps. {@link MinimalRuns} is compared with it.
 */
final class NaiveRuns {
    private final Model model;
    private final Law law;
    private final int most;
    private final Set<Kind> kinds = new HashSet<>();

    /** Two runs of a kind have the same steps and the same last state. */
    private record Kind(List<String> steps, Map<String, String> end) {}

    NaiveRuns(Model model, Law law, int most) {
        this.model = model;
        this.law = law;
        this.most = most;
        extend(new ArrayList<>(), model.initial());
    }

    int kinds() {
        return kinds.size();
    }

    private void extend(List<Step> run, long[] state) {
        if (law.violatedBy(state)) {
            if (isMinimal(run)) {
                kinds.add(kind(run, state));
            }
            return;
        }
        for (Step step : run.size() < most ? model.steps() : List.<Step>of()) {
            if (step.enabled(state)) {
                long[] next = state.clone();
                step.apply(next);
                run.add(step);
                extend(run, next);
                run.remove(run.size() - 1);
            }
        }
    }

    private Kind kind(List<Step> run, long[] end) {
        return new Kind(
                run.stream().map(Step::toString).sorted().toList(),
                Map.copyOf(model.layout().describe(end)));
    }

    private boolean isMinimal(List<Step> run) {
        for (int kept = 0; kept < (1 << run.size()) - 1; kept++) {
            if (violates(run, kept)) {
                return false;
            }
        }
        return true;
    }

    private boolean violates(List<Step> run, int kept) {
        long[] state = model.initial();
        boolean violated = law.violatedBy(state);
        for (int i = 0; i < run.size(); i++) {
            if ((kept >> i & 1) == 1 && run.get(i).enabled(state)) {
                run.get(i).apply(state);
                violated |= law.violatedBy(state);
            }
        }
        return violated;
    }

    /** What is wrong with runs that should be one or more of each kind, the shortest first; empty if nothing is. */
    Set<String> problems(List<List<Step>> runs) {
        Set<String> problems = new TreeSet<>();
        Set<Kind> found = new HashSet<>();
        int length = 0;
        for (List<Step> run : runs) {
            if (run.size() < length) {
                problems.add("shorter than the one before");
            }
            length = run.size();
            if (!isMinimal(run)) {
                problems.add("a step can be left out");
            }
            long[] state = model.initial();
            run.forEach(step -> step.apply(state));
            found.add(kind(run, state));
        }
        if (new HashSet<>(runs).size() < runs.size()) {
            problems.add("the same twice");
        }
        if (!found.containsAll(kinds)) {
            problems.add("one is missing");
        }
        found.removeAll(kinds);
        if (found.stream().anyMatch(kind -> kind.steps.size() <= most)) {
            problems.add("one that does not exist");
        }
        return problems;
    }
}
