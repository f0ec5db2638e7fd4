package dev.stalemate.search.shard;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Carries blocks between the parts of a space, which may be on many machines, and keeps them. What it does with a part is in {@link Shard}.
 * If it is told to stop while it works, it throws {@link java.util.concurrent.CancellationException}.
 */
public interface Fabric {
    /** The number of parts, from 1. */
    int parts();

    /** How many machines or processes the parts are on at this moment; 0 for this process alone. */
    int workers();

    /** How much of what it was told last is done, from 0 to 1. */
    double share();

    /** Asks, now and then while it works, whether it is to stop. */
    void stopWhen(BooleanSupplier stop);

    /** Makes a block the first level, all of it in part 0. */
    void begin(byte[] block);

    /**
     * Expands the last level, and keeps the new states.
     *
     * @param firsts for each part the number, within the level, of its first state
     * @param window see {@link Shard#expand}
     * @param shares see {@link Shard#settle}
     * @return the blocks that hold no states: what was counted
     */
    List<byte[]> expand(long[] firsts, long levelSize, int window, int shares);

    /** Makes the new states the last level, divided by their parents; see {@link Shard#divide}. */
    void arrange(long[] bounds);

    /** Looks at the last level; the sights of its parts, in their order. */
    List<Sight> look(LookOrder order);

    /** Counts the transitions from a beginning of the level before the last; see {@link Shard#recount}. */
    List<byte[]> recount(long[] firsts, long end);

    /**
     * A state with its parent and the step that led to it, as {@link Shard#rowAt} gives them.
     *
     * @param level of the state, from 0
     * @param number of the state within its part
     */
    byte[] rowAt(int level, int part, long number);

    /**
     * How close the closest two fingerprints of each part are, in the order of the parts: of all levels, without those states of the last one
     * whose parents have numbers from {@code end} on.
     *
     * @param pass see {@link Shard#closest}
     */
    List<Closest> closest(long end, int pass, int passes);

    /**
     * Saves the last level in files of the checkpoint.
     *
     * @param level its number
     * @param parents states of the level before
     * @return what is known of the files, in the order of the parts
     */
    List<SavedPart> save(int level, long parents) throws IOException;

    /** Takes over the levels that were saved, from the first on. */
    void restore(List<List<SavedPart>> levels);
}
