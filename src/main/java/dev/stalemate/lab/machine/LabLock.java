package dev.stalemate.lab.machine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps an image as it is while a machine runs on it: many may run it at once, and only one may make it. */
final class LabLock implements AutoCloseable {
    private final FileChannel channel;
    private final @Nullable FileLock lock;

    private LabLock(FileChannel channel, @Nullable FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * For making an image.
     *
     * @throws LabException if another process makes or runs it
     */
    static LabLock toMake(Path folder) throws IOException, LabException {
        Files.createDirectories(folder);
        FileChannel channel = FileChannel.open(
                file(folder), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return held(channel, false, folder + " is in use by another stalemate: try again when it has ended");
    }

    /**
     * For running a machine.
     *
     * @throws LabException if another process makes the image
     */
    static LabLock toRun(Path folder) throws IOException, LabException {
        if (!Files.exists(file(folder))) {
            throw new LabException(folder + " is no image of this version: run stalemate lab setup");
        }
        FileChannel channel = FileChannel.open(file(folder), StandardOpenOption.READ);
        return held(channel, true, folder + " is being set up by another stalemate: try again when it has ended");
    }

    private static Path file(Path folder) {
        return folder.resolve("lock");
    }

    private static LabLock held(FileChannel channel, boolean shared, String otherwise)
            throws IOException, LabException {
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            if (lock != null) {
                return new LabLock(channel, lock);
            }
        } catch (OverlappingFileLockException e) {
            return new LabLock(channel, null); // this process itself holds it, and does one thing after the other
        }
        channel.close();
        throw new LabException(otherwise);
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.release();
        }
        channel.close();
    }
}
