package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.FileRoles;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.decide.Checkpoints;
import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.files.Reason;
import dev.stalemate.search.disk.CheckpointDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What exhaustive searches keep on disk, as the command line says it: one directory, and in it one for each system, design, scope and
 * set of properties.
 */
public final class CheckpointFlags {
    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description = "Save each exhaustive search there after every level, for --resume.")
    private @Nullable String checkpoint;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description =
                    "Continue the searches that --checkpoint saved there, even if the run was killed, and save there."
                            + " Searches that had not started start now.")
    private @Nullable String resume;

    @Option(
            names = "--spill",
            paramLabel = "DIR",
            description =
                    "Where to put what doesn't fit in memory: waiting states, and keys of seen states. Default: where"
                            + " checkpoints go, or else temporary files. With none of --spill, --checkpoint, --resume and"
                            + " --max-memory, keys of seen states stay in memory.")
    private @Nullable Path spill;

    /** Says where this command keeps files. */
    public FileRoles keepsIn(FileRoles files) {
        return files.keeps("--checkpoint", path(checkpoint)).keeps("--resume", path(resume));
    }

    /** Whether anything was said. */
    public boolean used() {
        return checkpoint != null || resume != null || spill != null;
    }

    /** Complains about flags where nothing is searched exhaustively. */
    public void mustBeUnused(String need) {
        if (used()) {
            throw new Failure(ExitCode.USAGE, "--checkpoint, --resume and --spill need " + need);
        }
    }

    /**
     * Looks at the directories, before anything is searched.
     *
     * @throws Failure if there is something to go on from that should not be there, or nothing that should
     */
    public void check() throws IOException {
        mustBeOne();
        if (checkpoint != null && anyIn(Path.of(checkpoint), CheckpointDirectory::isCheckpoint)) {
            throw full(checkpoint);
        }
        if (resume != null && !anyIn(Path.of(resume), CheckpointDirectory::wasOpened)) {
            throw empty(resume);
        }
    }

    private static Failure full(String directory) {
        return new Failure(
                ExitCode.USAGE,
                directory + " already holds checkpoints: continue with --resume " + directory
                        + ", or choose another directory");
    }

    private static Failure empty(String directory) {
        return new Failure(
                ExitCode.BAD_INPUT, directory + " holds no checkpoint; --checkpoint " + directory + " begins one");
    }

    /** The same on a cluster, which may reach file systems that this process doesn't know. */
    void check(Cluster cluster) {
        String directory = directory();
        if (directory == null) {
            return;
        }
        boolean isThere;
        try {
            isThere = cluster.hasCheckpoints(directory);
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_INPUT, directory + ": " + Reason.of(e));
        }
        if (isThere && checkpoint != null) {
            throw full(directory);
        }
        if (!isThere && resume != null) {
            throw empty(directory);
        }
    }

    /** What can be said without the cluster. */
    public void mustSuitCluster() {
        mustBeOne();
        if (spill != null) {
            throw new Failure(
                    ExitCode.USAGE, "--spill is for this process; with --cluster the workers' settings say where");
        }
    }

    private void mustBeOne() {
        if (checkpoint != null && resume != null) {
            throw new Failure(ExitCode.USAGE, "--resume DIR saves there, too; --checkpoint is for a new directory");
        }
    }

    private static @Nullable Path path(@Nullable String name) {
        return name == null ? null : Path.of(name);
    }

    /** What a directory of one search is. */
    private interface Such {
        boolean test(Path directory) throws IOException;
    }

    /** Whether some checkpoint within the directories of searches is such; each way of searching has one. */
    private static boolean anyIn(Path directory, Such such) throws IOException {
        for (Path search : inside(directory)) {
            for (Path way : inside(search)) {
                if (such.test(way)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Path> inside(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** What searches keep, if the user bounds their memory or not. */
    public Checkpoints checkpoints(boolean boundsMemory) {
        return new Checkpoints(path(directory()), resumes(), spill, boundsMemory, ToolVersion.NUMBER);
    }

    /** Where checkpoints are, as the user says it; null for nowhere. */
    public @Nullable String directory() {
        return resume == null ? checkpoint : resume;
    }

    /** Whether there are some that searches go on from. */
    public boolean resumes() {
        return resume != null;
    }
}
