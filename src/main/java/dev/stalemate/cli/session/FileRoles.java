package dev.stalemate.cli.session;

import dev.stalemate.files.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which files a command reads, and which it writes. Every verb says so and lets it be checked before it opens any, so that no output lands
 * on an input or on another output, by whatever names.
 */
public final class FileRoles {
    private static final String STANDARD = "-";
    /** What verbs write, even into directories that they read, and what none reads there. */
    private static final List<String> RESULTS = List.of(".json", ".html");

    private final Map<String, Path> streams;
    private final List<Named> inputs = new ArrayList<>();
    private final List<Named> outputs = new ArrayList<>();
    private final List<Named> kept = new ArrayList<>();
    /** Complaints about outputs that would replace a file of another kind. */
    private final List<String> foreign = new ArrayList<>();

    private boolean checked;

    /** A file and what the user calls it. */
    private record Named(String name, FileIdentity place) {}

    /** With the standard streams that are files. */
    public FileRoles(Map<String, Path> streams) {
        this.streams = streams;
    }

    /** The command reads these; {@code -} is standard input. Of a directory, what is in it. */
    public FileRoles reads(Collection<Path> files) {
        files.forEach(this::reads);
        return this;
    }

    /** The command reads this, if it is given. */
    public FileRoles reads(@Nullable Path file) {
        if (file == null) {
            return this;
        }
        if (Files.isDirectory(file)) {
            inside(file).forEach(each -> add(inputs, each.toString(), each));
        } else if (file.toString().equals(STANDARD)) {
            add(inputs, Surroundings.INPUT, streams.get(Surroundings.INPUT));
        } else {
            add(inputs, file.toString(), file);
        }
        return this;
    }

    private static List<Path> inside(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> RESULTS.stream().noneMatch(file.toString()::endsWith))
                    .toList();
        } catch (IOException e) {
            return List.of(); // the error comes where it is read
        }
    }

    /**
     * The command writes this, if it is given; {@code -} is standard output.
     *
     * @param option such as {@code --json}
     * @param what what it may replace
     */
    public FileRoles writes(String option, @Nullable String file, OutputKind what) {
        if (file != null && !file.equals(STANDARD)) {
            add(outputs, option + " " + file, Path.of(file));
            if (!what.mayReplace(Path.of(file))) {
                foreign.add(option + " " + file + ": the file exists and isn't " + what.noun()
                        + "; remove it first, or name another");
            }
        }
        return this;
    }

    /** The command keeps files of its own in this directory, if it is given. */
    public FileRoles keeps(String option, @Nullable Path directory) {
        if (directory != null) {
            add(kept, option + " " + directory, directory);
        }
        return this;
    }

    /** Unlike a pipe or a terminal, which many may read and write. */
    private static boolean canBeLost(Path file) {
        return !Files.exists(file) || Files.isRegularFile(file) || Files.isDirectory(file);
    }

    private static void add(List<Named> all, String name, @Nullable Path file) {
        if (file != null && canBeLost(file)) {
            all.add(new Named(name, FileIdentity.of(file)));
        }
    }

    /**
     * Looks whether nothing would be destroyed.
     *
     * @throws Failure if it would
     */
    public void check() {
        checked = true;
        List<Named> redirected = new ArrayList<>();
        add(redirected, Surroundings.OUTPUT, streams.get(Surroundings.OUTPUT));
        add(redirected, Surroundings.ERROR, streams.get(Surroundings.ERROR));
        for (int i = 0; i < outputs.size(); i++) {
            Named output = outputs.get(i);
            refuse(output, inputs, "would overwrite what is read, ");
            refuse(output, outputs.subList(i + 1, outputs.size()), "is the same file as ");
            refuse(output, redirected, "is the file of ");
            for (Named directory : kept) {
                if (output.place.isIn(directory.place)) {
                    throw new Failure(
                            ExitCode.USAGE,
                            output.name + " is within " + directory.name + ", which has files of its own");
                }
            }
        }
        if (!foreign.isEmpty()) {
            throw new Failure(ExitCode.USAGE, foreign.get(0));
        }
    }

    private static void refuse(Named output, List<Named> others, String how) {
        for (Named other : others) {
            if (output.place.equals(other.place)) {
                throw new Failure(ExitCode.USAGE, output.name + " " + how + other.name);
            }
        }
    }

    /** Whether the command writes this file, or will. */
    public boolean writes(Path file) {
        FileIdentity place = FileIdentity.of(file);
        return outputs.stream().anyMatch(output -> output.place.equals(place));
    }

    /** Complains about a verb that writes what it did not say, or did not let it be checked. */
    public void mustHave(Path file) {
        if (!checked || (canBeLost(file) && !writes(file))) {
            throw new IllegalStateException("the verb did not say that it writes " + file);
        }
    }
}
