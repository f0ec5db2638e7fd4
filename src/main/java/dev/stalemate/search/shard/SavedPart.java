package dev.stalemate.search.shard;

import dev.stalemate.search.disk.LevelEntry;
import java.io.Serializable;

/**
 * What is known of the file of a part of a level.
 *
 * @param level from 0
 * @param part from 0
 * @param states how many it holds
 * @param bytes its length
 * @param sum the CRC32C of all of it
 * @param parents how many states the level before has
 */
public record SavedPart(int level, int part, int states, long bytes, int sum, long parents) implements Serializable {
    private static final long serialVersionUID = 1;

    /** The file's name within the directory of the checkpoint. */
    public String name() {
        return "level-" + level + "-part-" + part;
    }

    LevelEntry entry() {
        return new LevelEntry(states, bytes, sum);
    }
}
