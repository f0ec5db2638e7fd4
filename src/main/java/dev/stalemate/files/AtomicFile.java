package dev.stalemate.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Writes files in one step, so that a full disk, a crash, {@code kill -9} or Ctrl-C leaves the old one or the new one and never half of
 * one. The new file has the old one's permissions and, as far as the system allows, its owner and group.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * What a file is to hold, written bit by bit.
     *
     * @param <E> what it throws if it can't be made
     */
    @FunctionalInterface
    public interface Content<E extends Exception> {
        /** Writes it. The stream never fails: what the disk has to say comes at the end. */
        void writeTo(OutputStream out) throws IOException, E;
    }

    /**
     * Writes a file; its directory must exist.
     *
     * @throws CannotWriteException if it can't; then the old file is as it was
     */
    public static void write(Path file, byte[] content) throws CannotWriteException {
        try {
            write(file, out -> out.write(content), () -> true);
        } catch (CannotWriteException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("bytes are always there", e);
        }
    }

    /**
     * Writes a file whose content may be larger than the memory; its directory must exist. The content is made in any case, so that what
     * comes of it besides is not lost with the file.
     *
     * @param whole asked once the content is written: where it isn't whole, an old file stays and the part gets a name of its own, such
     *     as {@code report.part.html} for {@code report.html}, or the next that is free
     * @return the file that holds it
     * @throws CannotWriteException if it can't; then the old file is as it was
     * @throws E if the content can't be made; then, too
     */
    public static <E extends Exception> Path write(Path file, Content<E> content, BooleanSupplier whole)
            throws IOException, E {
        Sink sink = new Sink();
        try (Output output = new Output(file, sink)) {
            content.writeTo(sink);
            sink.end();
            Path holds = output.end(whole.getAsBoolean());
            IOException failure = sink.failure();
            if (failure != null) {
                throw new CannotWriteException(file, failure);
            }
            return holds;
        }
    }

    /**
     * Writes a new file and overwrites none: the first of {@code stem.json}, {@code stem-2.json} and so on that is free. The directory is
     * made when it is needed.
     *
     * @param taken whether a name must be left free, whatever is there
     * @param holds whether a file that is there holds the same already, so that there is nothing to write
     * @return the file that holds it
     * @throws CannotWriteException if it can't
     */
    public static Path create(Path directory, String stem, byte[] content, Predicate<Path> taken, Predicate<Path> holds)
            throws CannotWriteException {
        makeDirectory(directory);
        Path first = directory.resolve(stem + ".json");
        try {
            for (int number = 1; ; number++) {
                Path file = Names.numbered(first, "", number);
                if (taken.test(file)) {
                    continue;
                }
                if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) && created(file, content)) {
                    return file;
                }
                Leftovers.sweep(Place.of(file).path());
                if (holds.test(file)) {
                    return file;
                }
            }
        } catch (IOException e) {
            throw new CannotWriteException(first, e);
        }
    }

    private static void makeDirectory(Path directory) throws CannotWriteException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new CannotWriteException(directory, e);
        }
    }

    private static boolean created(Path file, byte[] content) throws IOException {
        try (Draft draft = Draft.of(Place.of(file).path())) {
            draft.out().write(content);
            return draft.become(file);
        }
    }

    /** Removes what this process began to write and has not finished; for its end. */
    public static void removeUnfinished() {
        Leftovers.removeOwn();
    }
}
