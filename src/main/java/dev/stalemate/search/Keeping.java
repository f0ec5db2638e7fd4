package dev.stalemate.search;

import dev.stalemate.search.disk.Disk;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an exhaustive search keeps on disk.
 *
 * <p>A space that is searched more than once, with a reduction and without, has a checkpoint for each way, in a subdirectory of its own.
 *
 * @param checkpoint directory of the checkpoints, which are written after each level, and gone on from where they are; null for none
 * @param tool version of the tool, whose checkpoints alone are gone on from
 * @param spill directory for the states that memory has no room for; null for that of the checkpoint
 * @param disk what changes files
 */
public record Keeping(@Nullable Path checkpoint, String tool, @Nullable Path spill, Disk disk) {
    /** No checkpoint; states that don't fit go where temporary files do. */
    public static Keeping nothing() {
        return new Keeping(null, "", null, new Disk());
    }

    /** Checkpoints of this version of the tool in a directory, which holds spilled states too. */
    public static Keeping in(Path directory, String tool) {
        return new Keeping(directory, tool, null, new Disk());
    }

    /** The same with spilled states elsewhere. */
    public Keeping withSpill(Path directory) {
        return new Keeping(checkpoint, tool, directory, disk);
    }

    /** The same by way of another disk. */
    public Keeping withDisk(Disk other) {
        return new Keeping(checkpoint, tool, spill, other);
    }

    /** The same for one of the ways in which a space is searched. */
    Keeping forWay(String name) {
        return checkpoint == null ? this : new Keeping(checkpoint.resolve(name), tool, spill, disk);
    }

    /** Where states go that memory has no room for. */
    Path spillDirectory() {
        if (spill != null) {
            return spill;
        }
        return checkpoint == null ? Path.of(System.getProperty("java.io.tmpdir")) : checkpoint;
    }
}
