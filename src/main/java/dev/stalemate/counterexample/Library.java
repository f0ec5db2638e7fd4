package dev.stalemate.counterexample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory of saved counterexamples. */
public final class Library {
    private final Path directory;

    /** The library in a directory, which need not be there yet. */
    public Library(Path directory) {
        this.directory = directory;
    }

    /** Its files in the order of their names; none where there is no directory. */
    public List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(Library::isCounterexample).sorted().toList();
        }
    }

    /**
     * Saves a counterexample as {@code stem.json}, or, where another one has that name, as {@code stem-2.json} and so on; one that is
     * there already is not saved again. The directory is made when it is needed.
     *
     * @return the file that holds it
     */
    public Path save(String stem, Counterexample c) throws IOException {
        Files.createDirectories(directory);
        for (int number = 1; ; number++) {
            Path file = directory.resolve(stem + (number == 1 ? "" : "-" + number) + ".json");
            if (!Files.exists(file)) {
                CounterexampleWriter.write(file, c, false);
                return file;
            }
            if (holds(file, c)) {
                return file;
            }
        }
    }

    private static boolean holds(Path file, Counterexample c) {
        try {
            return CounterexampleReader.read(file).sameRun(c);
        } catch (BadFileException e) {
            return false; // whatever it is, it is kept
        }
    }

    /** Temporary files of a writer at work begin with a dot. */
    private static boolean isCounterexample(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".json") && !name.startsWith(".");
    }
}
