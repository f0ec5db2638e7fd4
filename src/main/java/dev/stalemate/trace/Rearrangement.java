package dev.stalemate.trace;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.StateKey;
import dev.stalemate.model.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a shorter run made of the actions of a failing run: in any order, any number of times, with other arguments where there are
 * few.
 *
 * <p>Dropping steps one by one gets stuck where a shorter run takes another way to the same failure. The run is short by then and has few
 * actions, so that all runs of those can be searched, the shortest first.
 */
final class Rearrangement {
    /** Of domains of up to so many values, all values are tried; of others, those that the run contains. */
    private static final int FEW = 16;

    private static final int FEW_STEPS = 64;

    /** Where no two runs meet among so many states, each state keeps its whole run, and the runs are too many to search. */
    private static final int UNMET = 500;

    private final Model model;
    private final Law law;
    private final int mostStates;

    Rearrangement(Model model, Law law, int mostStates) {
        this.model = model;
        this.law = law;
        this.mostStates = mostStates;
    }

    private record Node(StateKey state, int depth, @Nullable Node parent, @Nullable Step step) {}

    /** The shortest such run if it is shorter than the given one; null if there is none, or if too many states would have to be seen. */
    @Nullable
    List<Step> shorter(List<Step> run) {
        return shorter(run, steps(run));
    }

    /**
     * The same among all runs of a model that has few steps: a program may have a shorter way to the same failure through labels that the
     * given run doesn't pass. Null in a model that has more.
     */
    @Nullable
    List<Step> shorterOfAny(List<Step> run) {
        boolean small = model.isFinite() && model.steps().size() <= FEW_STEPS;
        return small ? shorter(run, model.steps()) : null;
    }

    private @Nullable List<Step> shorter(List<Step> run, List<Step> steps) {
        Set<StateKey> seen = new HashSet<>();
        Queue<Node> queue = new ArrayDeque<>();
        Node start = new Node(StateKey.of(model.initial()), 0, null, null);
        seen.add(start.state());
        queue.add(start);
        boolean met = false;
        while (!queue.isEmpty() && seen.size() < (met ? mostStates : Math.min(UNMET, mostStates))) {
            Node node = queue.remove();
            if (node.depth() + 1 >= run.size()) {
                return null;
            }
            for (Step step : steps) {
                long[] next = node.state().words().clone();
                if (take(step, next)) {
                    Node reached = new Node(StateKey.of(next), node.depth() + 1, node, step);
                    if (law.violatedBy(next)) {
                        return path(reached);
                    }
                    if (seen.add(reached.state())) {
                        queue.add(reached);
                    } else {
                        met = true;
                    }
                }
            }
        }
        return null;
    }

    /** Takes a step if it is possible; a step in which the design's code fails leads nowhere. */
    private static boolean take(Step step, long[] state) {
        try {
            if (!step.enabled(state)) {
                return false;
            }
            step.apply(state);
            return true;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return false;
        }
    }

    private static List<Step> path(Node end) {
        List<Step> steps = new ArrayList<>();
        for (Node node = end; node != null && node.step() != null; node = node.parent()) {
            steps.add(node.step());
        }
        Collections.reverse(steps);
        return steps;
    }

    private static List<Step> steps(List<Step> run) {
        Set<Step> steps = new LinkedHashSet<>();
        for (Step step : run) {
            List<Step> designs = List.of(step);
            for (int p = 0; p < step.action().parameters().size(); p++) {
                List<Step> more = new ArrayList<>();
                for (long value : values(step.action().parameters().get(p), run)) {
                    for (Step design : designs) {
                        more.add(design.with(p, value));
                    }
                }
                designs = more;
            }
            steps.addAll(designs);
        }
        return List.copyOf(steps);
    }

    private static Set<Long> values(Action.Parameter parameter, List<Step> run) {
        Domain domain = parameter.domain();
        Set<Long> values = new TreeSet<>();
        if (domain.isFinite() && domain.values().length <= FEW) {
            for (long value : domain.values()) {
                values.add(value);
            }
            return values;
        }
        for (Step step : run) {
            List<Action.Parameter> parameters = step.action().parameters();
            for (int p = 0; p < parameters.size(); p++) {
                if (parameters.get(p).name().equals(parameter.name()) && domain.contains(step.arg(p))) {
                    values.add(step.arg(p));
                }
            }
        }
        return values;
    }
}
