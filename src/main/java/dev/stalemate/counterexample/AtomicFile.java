package dev.stalemate.counterexample;

import java.io.IOException;
import java.nio.ByteBuffer;
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

    /**
     * Writes a file; its directory must exist.
     *
     * @throws FileSystemException if it can't, naming the file and the reason, such as a full disk; then the old file is as it was
     */
    public static void write(Path file, byte[] content) throws IOException {
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

    private static void replace(Path file, byte[] content) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A pipe or /dev/null: there is nothing to lose, and a rename would take its place.
            Files.write(file, content);
            return;
        }
        // Through a symbolic link: the rename would replace the link.
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                // Without this a power cut after the rename can leave the new name with no content.
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
