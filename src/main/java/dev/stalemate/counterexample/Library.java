package dev.stalemate.counterexample;

import com.google.common.base.CharMatcher;
import dev.stalemate.files.AtomicFile;
import dev.stalemate.files.CannotWriteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A directory of saved counterexamples, in which each system has a folder: {@code kvm/K3-cd0-zaps-non-wb.json} for the claim and the design,
 * or {@code kvm/linux-6.7-no-stale.json} for the design and the property where there is no claim.
 */
public final class Library {
    /** A property may tell by its name what it demands, and its signs have no place in a file's name. */
    private static final CharMatcher PLAIN = CharMatcher.inRange('a', 'z')
            .or(CharMatcher.inRange('A', 'Z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf("-._,=+"));

    private static final String JSON = ".json";
    private static final int LONGEST = 100;

    private final Path directory;

    /** The library in a directory, which does not have to exist yet. */
    public Library(Path directory) {
        this.directory = directory;
    }

    /** The files in it and in its folders, in the order of their names; none if the directory does not exist. */
    public List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory, 2)) {
            return all.filter(file -> !file.equals(directory) && isCounterexample(directory.relativize(file)))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Saves a counterexample. If another one has its name, it becomes {@code ...-2.json} and so on. One that is saved already is not saved
     * again. The folder is made when it is needed.
     *
     * @param taken whether a name must be left free, whatever is there
     * @return the file that holds it
     * @throws CannotWriteException if it can't be saved
     */
    public Path save(Counterexample c, Predicate<Path> taken) throws CannotWriteException {
        byte[] text = CounterexampleWriter.text(c).getBytes(StandardCharsets.UTF_8);
        return AtomicFile.create(directory.resolve(folder(c)), stem(c), text, taken, file -> holds(file, c));
    }

    /** A name starts with no dot: such folders are somebody else's. */
    private static String folder(Counterexample c) {
        return CharMatcher.is('.').trimLeadingFrom(plain(c.system()));
    }

    private static String stem(Counterexample c) {
        String claim = c.claim();
        return plain(claim == null ? c.design() + "-" + c.law() : claim + "-" + c.design());
    }

    private static String plain(String name) {
        String plain = PLAIN.negate().trimAndCollapseFrom(name, '-');
        return plain.substring(0, Math.min(LONGEST, plain.length()));
    }

    /**
     * What a counterexample in a file is called in short: {@code kvm-K3} for {@code kvm/K3-cd0-zaps-non-wb.json}. A file that lies elsewhere
     * has its own name.
     */
    public static String shortName(Path file, Counterexample c) {
        String name = file.getFileName().toString();
        String own = name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name;
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !folder.endsWith(folder(c)) || !own.startsWith(stem(c))) {
            return own;
        }
        String number = own.substring(stem(c).length());
        return plain(c.system() + "-" + (c.claim() == null ? stem(c) : c.claim())) + number;
    }

    private static boolean holds(Path file, Counterexample c) {
        try {
            return CounterexampleReader.read(file).sameRun(c);
        } catch (BadFileException e) {
            return false; // whatever it is, it is kept
        }
    }

    /** The names of temporary files begin with a dot, and so do those of folders that other tools made. */
    private static boolean isCounterexample(Path inside) {
        for (Path name : inside) {
            if (name.toString().startsWith(".")) {
                return false;
            }
        }
        return inside.toString().endsWith(JSON);
    }
}
