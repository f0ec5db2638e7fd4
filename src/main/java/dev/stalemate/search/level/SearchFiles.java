package dev.stalemate.search.level;

import dev.stalemate.search.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an exhaustive search keeps on disk.
 *
 * <p>A space may be searched twice, with and without symmetry. Each search has a checkpoint in a subdirectory of its own.
 *
 * @param checkpoint directory of the checkpoints, which are written after each level and resumed if they are there; null for none
 * @param tool version of the tool; checkpoints of other versions are refused
 * @param spill directory for the states that memory has no room for; null for that of the checkpoint
 * @param keys whether keys of seen states go there, too, when the table is full; else the search ends then
 * @param disk what changes files
 * @param lost called if a checkpoint can't be written; the search then goes on without checkpoints. Null if that is to end the search
 */
public record SearchFiles(
        @Nullable Path checkpoint,
        String tool,
        @Nullable Path spill,
        boolean keys,
        Disk disk,
        @Nullable Consumer<IOException> lost) {
    /** No checkpoint; waiting states that don't fit go where temporary files do. */
    public static SearchFiles nothing() {
        return new SearchFiles(null, "", null, false, new Disk(), null);
    }

    /** Checkpoints of this version of the tool in a directory, which also holds spilled states. */
    public static SearchFiles in(Path directory, String tool) {
        return new SearchFiles(directory, tool, null, true, new Disk(), null);
    }

    /** The same with keys of seen states on disk, too, when the table is full. */
    public SearchFiles withKeys() {
        return new SearchFiles(checkpoint, tool, spill, true, disk, lost);
    }

    /** The same with spilled states elsewhere, and keys of seen states there, too. */
    public SearchFiles withSpill(Path directory) {
        return new SearchFiles(checkpoint, tool, directory, true, disk, lost);
    }

    /** The same with another disk. */
    public SearchFiles withDisk(Disk other) {
        return new SearchFiles(checkpoint, tool, spill, keys, other, lost);
    }

    /** The same, but the search goes on if a checkpoint can't be written: its answer is worth more. */
    public SearchFiles withLost(Consumer<IOException> told) {
        return new SearchFiles(checkpoint, tool, spill, keys, disk, told);
    }

    /** The same in a subdirectory, for one of the searches of a space. */
    SearchFiles forWay(String name) {
        return checkpoint == null ? this : new SearchFiles(checkpoint.resolve(name), tool, spill, keys, disk, lost);
    }

    /** Where states go that memory has no room for. */
    Path spillDirectory() {
        if (spill != null) {
            return spill;
        }
        return checkpoint == null ? Path.of(System.getProperty("java.io.tmpdir")) : checkpoint;
    }
}
