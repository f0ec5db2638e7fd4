package dev.stalemate.search.symmetry;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs that differ only in the order of elements that a model treats alike: vCPU 0 does what vCPU 1 did, and the other way round. */
public final class AlikeRuns {
    /** An index of more elements is left in its order: it has too many orders to try. */
    private static final int MOST_ELEMENTS = 5;

    private final Model model;
    private final List<Columns> indices;

    /**
     * Runs of a model, with respect to properties that are to see no difference.
     *
     * @throws IllegalStateException if the scope is too wide to list its steps
     */
    public AlikeRuns(Model model, List<Law> laws) {
        this.model = model;
        this.indices = Symmetry.of(model, laws).indices().stream()
                .filter(columns -> columns.size <= MOST_ELEMENTS)
                .toList();
    }

    /** The run itself, and every run that differs from it only in the order of alike elements. */
    public List<List<Step>> of(List<Step> run) {
        List<List<Step>> runs = List.of(run);
        for (Columns index : indices) {
            List<List<Step>> more = new ArrayList<>();
            for (int[] order : orders(index.size)) {
                for (List<Step> each : runs) {
                    List<Step> other = other(each, index, order);
                    if (other != null) {
                        more.add(other);
                    }
                }
            }
            runs = more;
        }
        return runs;
    }

    /** Every order of some numbers, that of the numbers first. */
    private static List<int[]> orders(int size) {
        List<int[]> orders = List.of(new int[0]);
        for (int n = 0; n < size; n++) {
            List<int[]> longer = new ArrayList<>();
            for (int[] order : orders) {
                for (int place = n; place >= 0; place--) {
                    int[] next = new int[n + 1];
                    System.arraycopy(order, 0, next, 0, place);
                    next[place] = n;
                    System.arraycopy(order, place, next, place + 1, n - place);
                    longer.add(next);
                }
            }
            orders = longer;
        }
        return orders;
    }

    /** The run in which element {@code order[k]} is element k; null if the model has no such run. */
    private @Nullable List<Step> other(List<Step> run, Columns index, int[] order) {
        Index elements = model.layout().interchangeable().get(index.number);
        int[] rank = new int[order.length];
        for (int k = 0; k < order.length; k++) {
            rank[order[k]] = k;
        }
        List<Step> other = new ArrayList<>();
        long[] state = model.initial();
        long[] image = rearranged(state, index, order);
        if (!Arrays.equals(state, image)) {
            return null;
        }
        for (Step step : run) {
            step.apply(state);
            long[] next = rearranged(state, index, order);
            Step renamed = leading(image, next, renamed(step, elements, rank), elements);
            if (renamed == null) {
                return null;
            }
            other.add(renamed);
            image = next;
        }
        return other;
    }

    private static long[] rearranged(long[] state, Columns index, int[] order) {
        long[] image = new long[state.length];
        index.rearrange(state, order, image);
        return image;
    }

    private static Step renamed(Step step, Index elements, int[] rank) {
        Step renamed = step;
        for (int p = 0; p < step.action().parameters().size(); p++) {
            if (names(step.action().parameters().get(p), elements)) {
                renamed = renamed.with(p, rank[(int) step.arg(p)]);
            }
        }
        return renamed;
    }

    private static boolean names(Action.Parameter parameter, Index elements) {
        return parameter.name().equals(elements.name());
    }

    /** This step if it leads from one state to the other, or else one that differs only in other values, such as the number of an MSR. */
    private @Nullable Step leading(long[] from, long[] to, Step step, Index elements) {
        if (leads(step, from, to)) {
            return step;
        }
        for (Step other : model.steps()) {
            if (isLike(step, other, elements) && leads(other, from, to)) {
                return other;
            }
        }
        return null;
    }

    private static boolean isLike(Step step, Step other, Index elements) {
        List<Action.Parameter> parameters = step.action().parameters();
        List<Action.Parameter> others = other.action().parameters();
        if (!other.action().name().equals(step.action().name()) || others.size() != parameters.size()) {
            return false;
        }
        for (int p = 0; p < parameters.size(); p++) {
            if (names(parameters.get(p), elements) && other.arg(p) != step.arg(p)) {
                return false;
            }
        }
        return true;
    }

    private static boolean leads(Step step, long[] from, long[] to) {
        if (!step.enabled(from)) {
            return false;
        }
        long[] reached = from.clone();
        step.apply(reached);
        return Arrays.equals(reached, to);
    }
}
