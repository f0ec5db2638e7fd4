package dev.stalemate.model;

import java.util.List;

/**
 * What follows from a state by a system's rules and is stored nowhere in it, such as the type that a vCPU's MTRRs give a frame: shown beside
 * the fields, so that a reader sees what an entry is compared with.
 *
 * @param name as states print it
 * @param indices what its elements are numbered by, the last of them counting fastest, as a {@link Field}'s are
 * @param text an element as a person reads it; empty where there is nothing to say
 */
public record View(String name, List<Index> indices, Text text) {
    public View {
        indices = List.copyOf(indices);
    }

    /** An element of a view; must not change the state. */
    @FunctionalInterface
    public interface Text {
        String of(long[] state, int element);
    }

    /** How many elements the view has. */
    public int size() {
        return Index.combinations(indices);
    }

    /** The element's name, such as {@code mtrr[1][0x80000]}. */
    public String elementName(int element) {
        return name + Index.places(indices, element);
    }
}
