package dev.stalemate.search.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The operations that change files, in one place, so that a test can end the process before or during each of them.
 *
 * <p>Every exception names the file, also that of a full disk.
 */
public class Disk {
    /** An operation on a file. */
    @FunctionalInterface
    protected interface Operation {
        /** Does it. */
        void run() throws IOException;
    }

    /** Every operation passes through here once. */
    protected void perform(Path file, Operation operation) throws IOException {
        operation.run();
    }

    /** Waits for the disk. A test that does not cut the power can leave this out. */
    protected void sync(FileChannel channel) throws IOException {
        channel.force(true);
    }

    private void named(Path file, Operation operation) throws IOException {
        try {
            perform(file, operation);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    /** Makes a directory, and its parents if needed. */
    final void makeDirectory(Path directory) throws IOException {
        named(directory, () -> Files.createDirectories(directory));
    }

    /** Makes an empty file, whether it was there or not; {@link #write} then fills it. */
    final void create(Path file) throws IOException {
        named(file, () -> Files.write(file, new byte[0]));
    }

    /** Writes all that remains of the buffer. */
    final void write(Path file, FileChannel channel, ByteBuffer content) throws IOException {
        named(file, () -> {
            while (content.hasRemaining()) {
                channel.write(content);
            }
        });
    }

    /** Waits until what was written survives a power cut. */
    final void force(Path file, FileChannel channel) throws IOException {
        named(file, () -> sync(channel));
    }

    /** Renames a file in one step, and replaces a file that had the new name. */
    final void rename(Path from, Path to) throws IOException {
        named(to, () -> {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            forceNames(to.resolveSibling("."));
        });
    }

    /** Removes a file if it is there. */
    final void delete(Path file) throws IOException {
        named(file, () -> Files.deleteIfExists(file));
    }

    /** Without this a power cut can undo a rename. */
    private void forceNames(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            sync(names);
        }
    }
}
