package dev.stalemate.search.symmetry;

import com.google.common.collect.Lists;
import com.google.common.primitives.Ints;
import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    /**
     * The run itself, and every run that differs from it only in the order of alike elements. The orders of all indices are tried together:
     * where frame i starts as the one behind page i, neither can be exchanged without the other.
     */
    public List<List<Step>> of(List<Step> run) {
        return allOrders().stream()
                .map(orders -> other(run, orders))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Every combination of an order for each index, that of the numbers first. */
    private List<List<int[]>> allOrders() {
        return Lists.cartesianProduct(
                indices.stream().map(columns -> orders(columns.size)).toList());
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

    /** The run in which element {@code order[k]} of each index is its element k; empty if the model has no such run. */
    private Optional<List<Step>> other(List<Step> run, List<int[]> orders) {
        List<Step> other = new ArrayList<>();
        long[] state = model.initial();
        long[] image = rearranged(state, orders);
        if (!Arrays.equals(state, image)) {
            return Optional.empty();
        }
        for (Step step : run) {
            step.apply(state);
            long[] next = rearranged(state, orders);
            Step renamed = leading(image, next, renamed(step, orders));
            if (renamed == null) {
                return Optional.empty();
            }
            other.add(renamed);
            image = next;
        }
        return Optional.of(other);
    }

    private long[] rearranged(long[] state, List<int[]> orders) {
        long[] from = state;
        for (int i = 0; i < indices.size(); i++) {
            long[] image = new long[state.length];
            indices.get(i).rearrange(from, orders.get(i), image);
            from = image;
        }
        return from;
    }

    private Step renamed(Step step, List<int[]> orders) {
        Step renamed = step;
        for (int p = 0; p < step.action().parameters().size(); p++) {
            for (int i = 0; i < indices.size(); i++) {
                if (names(step.action().parameters().get(p), elements(i))) {
                    renamed = renamed.with(p, Ints.indexOf(orders.get(i), (int) step.arg(p)));
                }
            }
        }
        return renamed;
    }

    private Index elements(int index) {
        return model.layout().interchangeable().get(indices.get(index).number);
    }

    private static boolean names(Action.Parameter parameter, Index elements) {
        return parameter.name().equals(elements.name());
    }

    /** This step if it leads from one state to the other, or else one that differs only in other values, such as the number of an MSR. */
    private @Nullable Step leading(long[] from, long[] to, Step step) {
        if (leads(step, from, to)) {
            return step;
        }
        for (Step other : model.steps()) {
            if (isLike(step, other) && leads(other, from, to)) {
                return other;
            }
        }
        return null;
    }

    private boolean isLike(Step step, Step other) {
        List<Action.Parameter> parameters = step.action().parameters();
        List<Action.Parameter> others = other.action().parameters();
        if (!other.action().name().equals(step.action().name()) || others.size() != parameters.size()) {
            return false;
        }
        for (int p = 0; p < parameters.size(); p++) {
            for (int i = 0; i < indices.size(); i++) {
                if (names(parameters.get(p), elements(i)) && other.arg(p) != step.arg(p)) {
                    return false;
                }
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
