package dev.stalemate.model;

import java.util.List;

/**
 * Something that follows from a state by the rules of a system and is not stored in it, such as the type that a vCPU's MTRRs give a frame.
 * It is shown with the fields, so that a reader sees what an entry is compared with.
 *
 * @param name its name in states
 * @param indices the indices that number its elements, as those of a {@link Field}
 * @param text how an element is printed; empty if there is nothing to show
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

    /** What an element is called in sentences, such as {@code would get for gpa 0x80000}. */
    public String inWords(int element) {
        return InWords.element(called(), " for ", indices, element);
    }

    /** What the view is called in sentences. */
    public String called() {
        return InWords.what(name, indices);
    }

    /** The element's name in conditions, such as {@code mtrr[1][0x80000]}. */
    public String elementName(int element) {
        return name + Index.places(indices, element);
    }
}
