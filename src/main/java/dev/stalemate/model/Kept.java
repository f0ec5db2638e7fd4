package dev.stalemate.model;

import java.util.List;

/**
 * Entries that a design keeps of something else, and must keep right: second-level leaves, TLB entries, a device model's mappings. Where a
 * property fails, it is often one of these that is to blame.
 *
 * @param parts what an entry is made of: the same element of each of these fields, which have the same indices; the first says whether the
 *     entry counts at all
 * @param instead what a part could be instead of what it is
 */
public record Kept(List<Field> parts, Instead instead) {
    /** Which values make sense in the place of another, as choices of one part: see {@link Field#choose}. */
    @FunctionalInterface
    public interface Instead {
        /** Any value: of an entry that is always there, such as a device's. */
        Instead ALWAYS_THERE = (has, other) -> true;

        /** Any value if there is one now: the first stands for no entry, and what isn't there can't be wrong. */
        Instead IF_THERE = (has, other) -> has != 0;

        /** The first value, which stands for no entry: of a copy that is made again once it is dropped, such as a TLB's. */
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
