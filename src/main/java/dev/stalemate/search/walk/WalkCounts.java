package dev.stalemate.search.walk;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Action;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Model;
import dev.stalemate.search.SearchResult.Fired;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What random walks of a model did. The counts of several can be added up, in any order, and may come from another process that has the same
 * model.
 */
public final class WalkCounts implements Serializable {
    private static final long serialVersionUID = 1;

    long walks;
    long steps;
    long premiseHeld;
    /** For each family that is possible, in the model's order. */
    final long[] drawn;

    final long[] taken;
    /** The largest value of each figure that has one; none if figures are not measured. */
    final long[] largest;

    WalkCounts(int families, int figures) {
        this.drawn = new long[families];
        this.taken = new long[families];
        this.largest = new long[figures];
    }

    /** The families of a model that walks can draw. */
    static List<Action> families(Model model) {
        return model.actions().stream().filter(Action::possible).toList();
    }

    /** The figures of a model of which walks have a value: a sum over distinct states makes no sense for them. */
    static List<Figure> figures(Model model) {
        return model.figures().stream()
                .filter(figure -> figure.kind() == Figure.Kind.MAXIMUM)
                .toList();
    }

    /** Nothing yet, of walks of a model whose figures are measured. */
    public static WalkCounts none(Model model) {
        return new WalkCounts(families(model).size(), figures(model).size());
    }

    /**
     * Adds the counts of other walks.
     *
     * @throws IllegalArgumentException if they are of another model
     */
    public void add(WalkCounts other) {
        if (other.drawn.length != drawn.length || other.largest.length != largest.length) {
            throw new IllegalArgumentException("these walks have " + other.drawn.length + " actions and "
                    + other.largest.length + " figures, not " + drawn.length + " and " + largest.length);
        }
        walks += other.walks;
        steps += other.steps;
        premiseHeld += other.premiseHeld;
        Arrays.setAll(drawn, i -> drawn[i] + other.drawn[i]);
        Arrays.setAll(taken, i -> taken[i] + other.taken[i]);
        Arrays.setAll(largest, i -> Math.max(largest[i], other.largest[i]));
    }

    /** Walks; the last may have been ended early. */
    public long walks() {
        return walks;
    }

    /** Steps of all walks. */
    public long steps() {
        return steps;
    }

    /** States in which the premise held, each as often as a walk came to it. */
    public long premiseHeld() {
        return premiseHeld;
    }

    /** For each action of the model, by its label, how often it was drawn and taken: what was drawn and not taken was not possible there. */
    public ImmutableMap<String, Fired> fired(Model model) {
        Map<String, Fired> fired = new LinkedHashMap<>();
        List<Action> families = families(model);
        IntStream.range(0, families.size())
                .forEach(i -> fired.merge(families.get(i).label(), new Fired(drawn[i], taken[i]), Fired::plus));
        return ImmutableMap.copyOf(fired);
    }

    /** The largest value of each figure of the model that has one. */
    public ImmutableMap<String, Long> largest(Model model) {
        ImmutableMap.Builder<String, Long> all = ImmutableMap.builder();
        List<Figure> figures = figures(model);
        for (int i = 0; i < largest.length; i++) {
            all.put(figures.get(i).name(), largest[i]);
        }
        return all.buildOrThrow();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WalkCounts that
                && walks == that.walks
                && steps == that.steps
                && premiseHeld == that.premiseHeld
                && Arrays.equals(drawn, that.drawn)
                && Arrays.equals(taken, that.taken)
                && Arrays.equals(largest, that.largest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new long[] {walks, steps, premiseHeld});
    }

    @Override
    public String toString() {
        return walks + " walks, " + steps + " steps, premise " + premiseHeld + ", drawn " + Arrays.toString(drawn)
                + ", taken " + Arrays.toString(taken) + ", largest " + Arrays.toString(largest);
    }
}
