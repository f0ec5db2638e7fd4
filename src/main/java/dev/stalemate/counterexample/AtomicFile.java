package dev.stalemate.counterexample;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Replaces a file in one step, so that a full disk, a crash or Ctrl-C leaves the old one or the new one and never half of one. */
public final class AtomicFile {
    private AtomicFile() {}

    /** What a file is to hold, written bit by bit. */
    public interface Content {
        /**
         * Writes it.
         *
         * @throws IOException if it can't
         * @throws BadFileException if it is made from a file that is bad
         */
        void writeTo(OutputStream out) throws IOException, BadFileException;
    }

    /**
     * Writes a file; its directory must exist.
     *
     * @throws FileSystemException if it can't, naming the file and the reason, such as a full disk; then the old file is as it was
     */
    public static void write(Path file, byte[] content) throws IOException {
        try {
            write(file, out -> out.write(content));
        } catch (BadFileException e) {
            throw new IllegalStateException("bytes are made from no file", e);
        }
    }

    /**
     * Writes a file whose content need not fit the memory; its directory must exist.
     *
     * @throws FileSystemException if it can't, naming the file and the reason; then the old file is as it was
     * @throws BadFileException if {@code content} throws it; then the old file is as it was
     */
    public static void write(Path file, Content content) throws IOException, BadFileException {
        try {
            replace(file, content);
        } catch (NoSuchFileException e) {
            throw about(e, new NoSuchFileException(file.toString()));
        } catch (AccessDeniedException e) {
            throw about(e, new AccessDeniedException(file.toString()));
        } catch (FileSystemException e) {
            throw about(e, new FileSystemException(file.toString(), null, e.getReason()));
        } catch (IOException e) { // which says why and not where
            throw about(e, new FileSystemException(file.toString(), null, e.getMessage()));
        }
    }

    /** The same failure of the file that the user named, where a temporary one was at fault. */
    private static FileSystemException about(IOException cause, FileSystemException named) {
        named.initCause(cause);
        return named;
    }

    private static void replace(Path file, Content content) throws IOException, BadFileException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A pipe or /dev/null: there is nothing to lose, and a rename would take its place.
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                content.writeTo(out);
            }
            return;
        }
        // Through a symbolic link: the rename would replace the link.
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                content.writeTo(out);
                out.flush();
                // Without this a power cut after the rename can leave the new name with no content.
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
