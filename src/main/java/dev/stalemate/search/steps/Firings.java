package dev.stalemate.search.steps;

import com.google.common.primitives.Longs;
import dev.stalemate.model.Step;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.SavedCounters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts in how many states each action was possible and how often it was taken. */
public final class Firings {
    private final Step[] steps;
    /** For each step the number of its action; the steps of an action are next to each other. */
    private final int[] families;

    private final long[] taken;
    private final long[] enabledIn;

    public Firings(Step[] steps) {
        this.steps = steps;
        this.families = new int[steps.length];
        for (int i = 1; i < steps.length; i++) {
            boolean same = steps[i].action().equals(steps[i - 1].action());
            families[i] = families[i - 1] + (same ? 0 : 1);
        }
        this.taken = new long[steps.length];
        int actions = steps.length == 0 ? 0 : families[steps.length - 1] + 1;
        this.enabledIn = new long[actions];
    }

    /** Nothing counted yet of the steps that another counts. */
    public Firings(Firings like) {
        this.steps = like.steps;
        this.families = like.families;
        this.taken = new long[like.taken.length];
        this.enabledIn = new long[like.enabledIn.length];
    }

    /** Words of a set of actions. */
    public int actionWords() {
        return enabledIn.length / Long.SIZE + 1;
    }

    /** Puts the action of a step into a set. */
    public void mark(int step, long[] actions) {
        actions[families[step] / Long.SIZE] |= 1L << families[step];
    }

    /** Counts that a step was taken so often. */
    public void taken(int step, long times) {
        taken[step] += times;
    }

    /** Counts so many states in which just these actions were possible, and empties the set. */
    public void enabled(long[] actions, long states) {
        for (int w = 0; w < actions.length; w++) {
            for (long left = actions[w]; left != 0; left &= left - 1) {
                enabledIn[w * Long.SIZE + Long.numberOfTrailingZeros(left)] += states;
            }
            actions[w] = 0;
        }
    }

    /** What was counted so far, as words that {@link #add} takes. */
    public long[] counts() {
        return Longs.concat(taken, enabledIn);
    }

    /** Goes back to what was counted at an earlier time. */
    public void goBack(long[] counts) {
        Arrays.fill(taken, 0);
        Arrays.fill(enabledIn, 0);
        add(counts);
    }

    /** Adds what others of the same model have counted. */
    public void add(long[] counts) {
        for (int i = 0; i < taken.length; i++) {
            taken[i] += counts[i];
        }
        for (int i = 0; i < enabledIn.length; i++) {
            enabledIn[i] += counts[taken.length + i];
        }
    }

    /** Saves the sum of what several have counted. */
    public static void save(List<Firings> all, SavedCounters counters) {
        Firings any = all.get(0);
        long[] taken = new long[any.taken.length];
        long[] enabledIn = new long[any.enabledIn.length];
        for (Firings one : all) {
            Arrays.setAll(taken, i -> taken[i] + one.taken[i]);
            Arrays.setAll(enabledIn, i -> enabledIn[i] + one.enabledIn[i]);
        }
        counters.put("taken", taken);
        counters.put("enabled-in", enabledIn);
    }

    /** Takes over what was counted before. */
    public void restore(SavedCounters counters) throws BadCheckpointException {
        counters.into("taken", taken);
        counters.into("enabled-in", enabledIn);
    }

    /** The sum of what several have counted, by the actions' labels. */
    public static Map<String, SearchResult.Fired> byLabel(List<Firings> all) {
        Map<String, SearchResult.Fired> byLabel = new LinkedHashMap<>();
        Firings any = all.get(0);
        String label = "";
        for (int i = 0; i < any.steps.length; i++) {
            // To make a label takes time in proportion to the size of the action's domains.
            boolean first = i == 0 || any.families[i] != any.families[i - 1];
            label = first ? any.steps[i].action().label() : label;
            for (Firings one : all) {
                long in = first ? one.enabledIn[one.families[i]] : 0;
                byLabel.merge(label, new SearchResult.Fired(in, one.taken[i]), SearchResult.Fired::plus);
            }
        }
        return byLabel;
    }
}
