package dev.stalemate.patch.steps;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which places go on alike, whatever is answered (Moore's partition refinement). */
public final class Partition {
    private Partition() {}

    /** What tells a place from others. */
    @FunctionalInterface
    public interface Signature {
        /**
         * Of a place, with each next place replaced by its block.
         *
         * @param blocks the block of each place so far
         */
        List<Object> of(int[] blocks, int place);
    }

    /** The block of each place: places of one block have the same signature. Blocks are numbered in the order of their first places. */
    public static int[] blocks(int places, Signature signature) {
        int[] blocks = new int[places];
        int count = 0;
        while (true) {
            Map<List<Object>, Integer> known = new HashMap<>();
            int[] next = new int[places];
            for (int i = 0; i < places; i++) {
                next[i] = known.computeIfAbsent(signature.of(blocks, i), key -> known.size());
            }
            blocks = next;
            if (known.size() == count) {
                return blocks;
            }
            count = known.size();
        }
    }

    /** The block of a place, or the negative number that stands for none. */
    public static int block(int[] blocks, int place) {
        return place < 0 ? place : blocks[place];
    }
}
