package dev.stalemate.counterexample;

import com.google.common.base.CharMatcher;
import dev.stalemate.files.AtomicFile;
import dev.stalemate.files.CannotWriteException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A directory of saved counterexamples. */
public final class Library {
    /** A property may tell by its name what it demands, and its signs have no place in a file's name. */
    private static final CharMatcher PLAIN = CharMatcher.inRange('a', 'z')
            .or(CharMatcher.inRange('A', 'Z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf("-._,=+"));

    private static final int LONGEST = 100;

    private final Path directory;

    /** The library in a directory, which does not have to exist yet. */
    public Library(Path directory) {
        this.directory = directory;
    }

    /** Its files in the order of their names; none if the directory does not exist. */
    public List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(Library::isCounterexample).sorted().toList();
        }
    }

    /**
     * Saves a counterexample as {@code system-claim.json}, or {@code system-design-law.json} if it belongs to no claim. If another
     * counterexample has that name, it becomes {@code ...-2.json} and so on. One that is saved already is not saved again. The directory is
     * made when it is needed.
     *
     * @param taken whether a name must be left free, whatever is there
     * @return the file that holds it
     * @throws CannotWriteException if it can't be saved
     */
    public Path save(Counterexample c, Predicate<Path> taken) throws CannotWriteException {
        byte[] text = CounterexampleWriter.text(c).getBytes(StandardCharsets.UTF_8);
        String claim = c.claim();
        String name = c.system() + "-" + (claim == null ? c.design() + "-" + c.law() : claim);
        String plain = PLAIN.negate().trimAndCollapseFrom(name, '-');
        String stem = plain.substring(0, Math.min(LONGEST, plain.length()));
        return AtomicFile.create(directory, stem, text, taken, file -> holds(file, c));
    }

    private static boolean holds(Path file, Counterexample c) {
        try {
            return CounterexampleReader.read(file).sameRun(c);
        } catch (BadFileException e) {
            return false; // whatever it is, it is kept
        }
    }

    /** The names of temporary files begin with a dot. */
    private static boolean isCounterexample(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".json") && !name.startsWith(".");
    }
}
