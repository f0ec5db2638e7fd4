package dev.stalemate.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Who takes a step: an element of an index whose elements run by themselves, such as a vCPU, or an actor beside those, such as the host.
 *
 * @param index the index's name; empty for an actor
 * @param element the element's number; -1 for an actor
 * @param title the heading of its column in a table, such as {@code vCPU 0} or {@code host}
 */
public record Lane(String index, int element, String title) {
    /** The lane of steps of which a layout does not say who takes them. */
    public static final Lane OTHER = actor("other");

    private static Lane of(Index index, int element) {
        return new Lane(index.name(), element, index.inWords(element));
    }

    private static Lane actor(String title) {
        return new Lane("", -1, title);
    }

    /** Whether no element of an index takes its steps. */
    public boolean isActor() {
        return element < 0;
    }

    /**
     * The lane of a step: that of its parameter that has the name of one of the layout's {@link Layout#lanes}, the first of those; or else
     * that of its action's actor, which may be the only element of one of those.
     */
    public static Lane of(Layout layout, Step step) {
        List<Action.Parameter> parameters = step.action().parameters();
        for (Index index : layout.lanes()) {
            for (int p = 0; p < parameters.size(); p++) {
                if (parameters.get(p).name().equals(index.name())) {
                    return of(index, (int) step.arg(p));
                }
            }
        }
        String actor = layout.actors().get(step.action().name());
        return actor == null ? OTHER : named(layout, actor);
    }

    private static Lane named(Layout layout, String actor) {
        for (Index index : layout.lanes()) {
            if (index.size() == 1 && index.inWords(0).equals(actor)) {
                return of(index, 0);
            }
        }
        return actor(actor);
    }

    /** Every lane of a layout: its elements, its actors, and {@link #OTHER}. */
    public static List<Lane> all(Layout layout) {
        List<Lane> lanes = new ArrayList<>();
        for (Index index : layout.lanes()) {
            for (int e = 0; e < index.size(); e++) {
                lanes.add(of(index, e));
            }
        }
        layout.actors().values().stream()
                .map(actor -> named(layout, actor))
                .filter(Lane::isActor)
                .distinct()
                .forEach(lanes::add);
        lanes.add(OTHER);
        return lanes;
    }
}
