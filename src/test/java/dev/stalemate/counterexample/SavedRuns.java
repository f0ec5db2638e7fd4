package dev.stalemate.counterexample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** The counterexamples that come with the tool. */
public final class SavedRuns {
    private static final Path DIRECTORY = Path.of("counterexamples");

    private SavedRuns() {}

    /** Those of models. */
    public static List<Path> ofModels() throws IOException {
        return those(folder -> !folder.endsWith("-code"));
    }

    /** Those of code: they have no elements, causes or lanes. */
    public static List<Path> ofCode() throws IOException {
        return those(folder -> folder.endsWith("-code"));
    }

    /** Those of a system. */
    public static List<Path> of(String system) throws IOException {
        return those(system::equals);
    }

    private static List<Path> those(Predicate<String> folder) throws IOException {
        return new Library(DIRECTORY)
                .files().stream()
                        .filter(file -> folder.test(
                                DIRECTORY.relativize(file).getName(0).toString()))
                        .toList();
    }

    /** The file with a short name, such as {@code kvm-K3.json}, or {@code kvm-K1.linux-6.1.192.lab}. */
    public static Path file(String name) {
        try {
            return Objects.requireNonNull(FormerName.now(DIRECTORY.resolve(name)), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a file of one says. */
    public static Counterexample read(String name) throws BadFileException {
        return CounterexampleReader.read(file(name));
    }
}
