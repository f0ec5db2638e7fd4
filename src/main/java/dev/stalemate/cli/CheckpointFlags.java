package dev.stalemate.cli;

import com.google.common.base.CharMatcher;
import com.google.common.base.Strings;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.stalemate.search.Keeping;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.CheckpointDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What exhaustive searches keep on disk, as the command line says it: one directory, and in it one for each system, design, scope and
 * set of properties.
 */
final class CheckpointFlags {
    private static final CharMatcher IN_NAMES = CharMatcher.inRange('a', 'z')
            .or(CharMatcher.inRange('A', 'Z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf("=,.+-"))
            .precomputed();
    private static final int LONGEST_NAME = 100;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description = "Save each exhaustive search there after every level, for --resume.")
    private @Nullable Path checkpoint;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "Go on with what --checkpoint saved there, even if the run was killed, and save there."
                    + " Searches that had not begun begin.")
    private @Nullable Path resume;

    @Option(
            names = "--spill",
            paramLabel = "DIR",
            description =
                    "Where states wait that memory has no room for. Default: where checkpoints go, or else temporary"
                            + " files.")
    private @Nullable Path spill;

    /** Says where this command keeps files. */
    FileRoles keepsIn(FileRoles files) {
        return files.keeps("--checkpoint", checkpoint).keeps("--resume", resume);
    }

    /** Whether there are to be checkpoints. */
    boolean saves() {
        return checkpoint != null || resume != null;
    }

    /** Whether anything was said. */
    boolean used() {
        return saves() || spill != null;
    }

    /** Complains about flags where nothing is searched exhaustively. */
    void mustBeUnused(String need) {
        if (used()) {
            throw new Failure(ExitCode.USAGE, "--checkpoint, --resume and --spill need " + need);
        }
    }

    /**
     * Looks at the directories, before anything is searched.
     *
     * @throws Failure if there is something to go on from that should not be there, or nothing that should
     */
    void check() throws IOException {
        if (checkpoint != null && resume != null) {
            throw new Failure(ExitCode.USAGE, "--resume DIR saves there, too; --checkpoint is for a new directory");
        }
        if (checkpoint != null && anyIn(checkpoint, CheckpointDirectory::isCheckpoint)) {
            throw new Failure(
                    ExitCode.USAGE,
                    checkpoint + " holds checkpoints already: go on with --resume " + checkpoint
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

    /** What the search of a subject keeps. */
    Keeping keeping(Subject subject) {
        Path directory = checkpoint == null ? resume : checkpoint;
        Keeping keeping =
                directory == null ? Keeping.nothing() : Keeping.in(directory.resolve(name(subject)), Version.NUMBER);
        return spill == null ? keeping : keeping.withSpill(spill);
    }

    /** Whether the search of a subject has nothing to go on from, although others had. */
    boolean beginsAnew(Subject subject) {
        return resume != null && !Files.exists(resume.resolve(name(subject)));
    }

    /** A directory's name that a person can read, and that no other search has. */
    private static String name(Subject subject) {
        List<String> parts = new ArrayList<>();
        parts.add(subject.model().system());
        parts.add(subject.model().design().name());
        parts.add(subject.model().scope().toString());
        Hasher hasher = Hashing.murmur3_128().newHasher();
        Stream.concat(parts.stream(), subject.laws().stream().map(p -> p.name()))
                .forEach(part -> hasher.putString(part, StandardCharsets.UTF_8).putChar('\n'));
        parts.removeIf(String::isEmpty);
        String text = IN_NAMES.negate().replaceFrom(String.join("-", parts), '_');
        String shown = text.substring(0, Math.min(text.length(), LONGEST_NAME));
        return shown + "-" + Strings.padStart(Integer.toHexString(hasher.hash().asInt()), 8, '0');
    }
}
