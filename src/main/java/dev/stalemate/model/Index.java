package dev.stalemate.model;

import java.util.function.IntFunction;

/**
 * Something that a system has several of, such as vCPUs or frames.
 *
 * @param name what one of them is called, such as {@code vcpu}
 * @param size how many there are, from 1
 * @param label how number i is printed; a frame prints as its address
 */
public record Index(String name, int size, IntFunction<String> label) {
    public Index {
        if (size < 1) {
            throw new IllegalArgumentException("an index needs at least one " + name);
        }
    }

    /** An index whose numbers are printed as they are. */
    public static Index of(String name, int size) {
        return new Index(name, size, Integer::toString);
    }

    /** How number i is printed. */
    public String text(int i) {
        return label.apply(i);
    }
}
