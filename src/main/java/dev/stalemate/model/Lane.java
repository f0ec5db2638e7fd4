package dev.stalemate.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The element that takes a step, of an index whose elements run by themselves, such as vCPUs; or nobody in particular.
 *
 * @param index the index's name; empty for {@link #NOBODY}
 * @param element the element's number; -1 for {@link #NOBODY}
 * @param title the heading of its column in a table, such as {@code vCPU 0}
 */
public record Lane(String index, int element, String title) {
    /** The lane of steps that no element takes by itself. */
    public static final Lane NOBODY = new Lane("", -1, "nobody's");

    private static Lane of(Index index, int element) {
        return new Lane(index.name(), element, index.inWords(element));
    }

    /** The lane of a step: that of its parameter that has the name of one of the layout's {@link Layout#lanes}, the first of those. */
    public static Lane of(Layout layout, Step step) {
        List<Action.Parameter> parameters = step.action().parameters();
        for (Index index : layout.lanes()) {
            for (int p = 0; p < parameters.size(); p++) {
                if (parameters.get(p).name().equals(index.name())) {
                    return of(index, (int) step.arg(p));
                }
            }
        }
        return NOBODY;
    }

    /** Every lane of a layout, {@link #NOBODY} last. */
    public static List<Lane> all(Layout layout) {
        List<Lane> lanes = new ArrayList<>();
        for (Index index : layout.lanes()) {
            for (int e = 0; e < index.size(); e++) {
                lanes.add(of(index, e));
            }
        }
        lanes.add(NOBODY);
        return lanes;
    }
}
