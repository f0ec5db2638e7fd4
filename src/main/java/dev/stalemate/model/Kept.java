package dev.stalemate.model;

import java.util.List;

/**
 * Entries that a design caches of something else and must keep correct: second-level leaves, TLB entries, the mappings of a device model.
 * When a property fails, often one of these is to blame.
 *
 * @param parts the fields that an entry consists of, one element of each; they have the same indices, and the first says whether the
 *     entry is valid
 * @param instead which values a part could have instead of its own
 */
public record Kept(List<Field> parts, Instead instead) {
    /** Which values make sense instead of another, as choices of one part: see {@link Field#choose}. */
    @FunctionalInterface
    public interface Instead {
        /** Any value: for an entry that always exists, such as that of a device. */
        Instead ALWAYS_THERE = (has, other) -> true;

        /** Any value if there is an entry: the first value stands for none, and an entry that does not exist can't be wrong. */
        Instead IF_THERE = (has, other) -> has != 0;

        /** The first value, which stands for no entry: for a copy that is made again once it is dropped, such as a TLB entry. */
        Instead DROPPED = (has, other) -> other == 0;

        /** Whether a part with one value could have another. */
        boolean could(int has, int other);
    }

    public Kept {
        parts = List.copyOf(parts);
    }

    /** How many entries there are. */
    public int size() {
        return parts.get(0).size();
    }
}
