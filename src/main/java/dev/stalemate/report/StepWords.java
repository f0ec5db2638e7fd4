package dev.stalemate.report;

import dev.stalemate.model.Elements;
import dev.stalemate.model.Field;
import dev.stalemate.model.Lane;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Step;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A run's steps in words: the CPU or device that takes each, what it saw of the others, and what it changed. */
public final class StepWords {
    private final Trace trace;
    private final Elements elements;

    /** Of a run. */
    public StepWords(Trace trace) {
        this.trace = trace;
        this.elements = Elements.of(trace.model().layout());
    }

    /** The lanes that steps of the run are in, actors last. */
    public List<Lane> lanes() {
        return Lane.all(trace.model().layout()).stream()
                .filter(lane ->
                        trace.steps().stream().anyMatch(step -> lane(step).equals(lane)))
                .toList();
    }

    /** Who takes step i, from 0. */
    public Lane lane(int i) {
        return lane(trace.steps().get(i));
    }

    private Lane lane(Step step) {
        return Lane.of(trace.model().layout(), step);
    }

    /** Step i without the name of the one that takes it. */
    public String words(int i) {
        Step step = trace.steps().get(i);
        return step.inWords(trace.state(i), lane(step).index());
    }

    /**
     * What step i read that isn't its own: elements of its lane's index with its number are. Each as {@code mmu-lock: free}. What it changed
     * is left out, since that says what was there, and so is what only properties are about.
     */
    public List<String> seen(int i) {
        Lane lane = lane(i);
        long[] before = trace.state(i);
        List<Layout.Change> changes = trace.changes(i);
        BitSet reads = trace.reads(i);
        List<String> seen = new ArrayList<>();
        for (int n = reads.nextSetBit(0); n >= 0; n = reads.nextSetBit(n + 1)) {
            Field field = elements.field(n);
            int element = elements.element(n);
            boolean changed = changes.stream().anyMatch(c -> c.field() == field && c.number() == element);
            if (field.isSeen()
                    && !changed
                    && !isOf(lane, field, element)
                    && !field.text(before, element).isEmpty()) {
                seen.add(field.inWords(element) + ": " + field.inWords(before, element));
            }
        }
        return seen;
    }

    private static boolean isOf(Lane lane, Field field, int element) {
        int inner = field.indices().size() > 1 ? field.indices().get(1).size() : 1;
        return !field.indices().isEmpty()
                && field.indices().get(0).name().equals(lane.index())
                && element / inner == lane.element();
    }

    /** What step i changed, but for what its words tell: the register that it writes, and where its program stands. */
    public List<Layout.Change> changes(int i) {
        Step step = trace.steps().get(i);
        String at = ".at[" + lane(i).element() + "]";
        return trace.changes(i).stream()
                .filter(change -> !change.element().endsWith(at) && !step.tells(change))
                .toList();
    }
}
