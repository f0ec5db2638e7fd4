package dev.stalemate.model;

/** How the values of a field are told in sentences, where states and conditions have numbers, such as {@code E FE WB} for 0xc06. */
public interface Notation {
    /** A value. */
    String words(long value);

    /** A value that has become another. */
    default String change(long before, long after) {
        return words(before) + " -> " + words(after);
    }
}
