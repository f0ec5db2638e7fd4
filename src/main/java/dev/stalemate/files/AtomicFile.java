package dev.stalemate.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
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
     * The content of a file, written piece by piece.
     *
     * @param <E> what it throws if the content can't be made
     */
    @FunctionalInterface
    public interface Content<E extends Exception> {
        /** Writes the content. The stream never fails: an error of the disk is reported at the end. */
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
            throw new IllegalStateException("an array of bytes can always be written", e);
        }
    }

    /**
     * Writes a file whose content may be larger than the memory; its directory must exist. The content is made even if the
     * file can't be written, because its maker may do more than write.
     *
     * @param whole asked once the content is written: if it is not whole, an old file stays, and the part gets a name of its own, such
     *     as {@code report.part.html} for {@code report.html}, or the next free name
     * @return the file that holds the content
     * @throws CannotWriteException if it can't; then the old file is as it was
     * @throws E if the content can't be made; then the old file is as it was, too
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
     * Looks whether a file could be written now, before a long work of which it is to hold the result. Nothing is changed.
     *
     * @throws CannotWriteException if it can't
     */
    public static void tryToWrite(Path file) throws CannotWriteException {
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            return; // a pipe or a device
        }
        try {
            if (Files.isDirectory(file)) {
                throw new FileSystemException(file.toString(), null, "Is a directory");
            }
            Draft.of(FileIdentity.of(file).path()).close();
        } catch (IOException e) {
            throw new CannotWriteException(file, e);
        }
    }

    /**
     * Writes a new file and overwrites none: the first of {@code stem.json}, {@code stem-2.json} and so on that is free. The directory is
     * made when it is needed.
     *
     * @param taken whether a name must be left free, even if no file has it
     * @param holds whether an existing file holds the same content already, so that there is nothing to write
     * @return the file that holds the content
     * @throws CannotWriteException if it can't
     */
    public static Path create(Path directory, String stem, byte[] content, Predicate<Path> taken, Predicate<Path> holds)
            throws CannotWriteException {
        makeDirectory(directory);
        Path first = directory.resolve(stem + ".json");
        try {
            for (int number = 1; ; number++) {
                Path file = FileNames.numbered(first, "", number);
                if (taken.test(file)) {
                    continue;
                }
                if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) && created(file, content)) {
                    return file;
                }
                Leftovers.sweep(FileIdentity.of(file).path());
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
        try (Draft draft = Draft.of(FileIdentity.of(file).path())) {
            draft.out().write(content);
            return draft.become(file);
        }
    }

    /** Removes the files that this process began to write and has not finished; called when it ends. */
    public static void removeUnfinished() {
        Leftovers.removeOwn();
    }
}
