package dev.stalemate.model;

/** How the values of a field are told in sentences, where states and conditions have numbers, such as {@code E FE WB} for 0xc06. */
public interface Notation {
    /** A value. */
    String words(long value);

    /** A value that has become another. */
    default String change(long before, long after) {
        return words(before) + " -> " + words(after);
    }

    /** Of values that name the elements of an index. */
    static Notation of(Index index) {
        return value -> index.inWords((int) value);
    }

    /** Of values of which the first names none, and 1 + k names element k of an index. */
    static Notation of(String none, Index index) {
        return value -> value == 0 ? none : index.inWords((int) value - 1);
    }
}
