package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.FileRoles;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.decide.Checkpoints;
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
    private @Nullable Path checkpoint;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description =
                    "Continue the searches that --checkpoint saved there, even if the run was killed, and save there."
                            + " Searches that had not started start now.")
    private @Nullable Path resume;

    @Option(
            names = "--spill",
            paramLabel = "DIR",
            description =
                    "Where to put waiting states that don't fit in memory. Default: where checkpoints go, or else temporary"
                            + " files.")
    private @Nullable Path spill;

    /** Says where this command keeps files. */
    public FileRoles keepsIn(FileRoles files) {
        return files.keeps("--checkpoint", checkpoint).keeps("--resume", resume);
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
        if (checkpoint != null && resume != null) {
            throw new Failure(ExitCode.USAGE, "--resume DIR saves there, too; --checkpoint is for a new directory");
        }
        if (checkpoint != null && anyIn(checkpoint, CheckpointDirectory::isCheckpoint)) {
            throw new Failure(
                    ExitCode.USAGE,
                    checkpoint + " already holds checkpoints: continue with --resume " + checkpoint
                            + ", or choose another directory");
        }
        if (resume != null && !anyIn(resume, CheckpointDirectory::wasOpened)) {
            throw new Failure(
                    ExitCode.BAD_INPUT, resume + " holds no checkpoint; --checkpoint " + resume + " begins one");
        }
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

    /** What searches keep. */
    public Checkpoints checkpoints() {
        return new Checkpoints(resume == null ? checkpoint : resume, resume != null, spill, ToolVersion.NUMBER);
    }
}
