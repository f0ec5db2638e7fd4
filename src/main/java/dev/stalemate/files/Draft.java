package dev.stalemate.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file in the making: a temporary one beside its target until it is whole, with the owners of the old file from the start. */
final class Draft implements Closeable {
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream out;

    private Draft(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
        this.out = Channels.newOutputStream(channel);
    }

    /**
     * Begins a draft, and removes the temporary files that killed processes left of the same target.
     *
     * @param target where it will be, without a symbolic link as its last name
     */
    static Draft of(Path target) throws IOException {
        Leftovers.sweep(target);
        boolean replaces = Files.exists(target);
        if (replaces && !Files.isWritable(target)) {
            throw new AccessDeniedException(target.toString()); // a rename would not ask
        }
        Owners owners = replaces ? Owners.of(target) : null;
        while (true) {
            Path temporary = Leftovers.nameBeside(target);
            try {
                FileChannel channel = create(temporary, owners);
                // Between its creation and its lock, another process may have removed it as a leftover.
                if (channel != null) {
                    return new Draft(target, temporary, channel);
                }
            } catch (IOException | RuntimeException e) {
                Leftovers.remove(temporary);
                Leftovers.forget(temporary);
                throw e;
            }
            Leftovers.forget(temporary);
        }
    }

    private static @Nullable FileChannel create(Path file, @Nullable Owners owners) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileChannel channel =
                owners == null ? FileChannel.open(file, options) : FileChannel.open(file, options, Owners.nobodyElse());
        try {
            lock(channel);
            if (!Files.exists(file)) {
                channel.close();
                return null;
            }
            if (owners != null) {
                owners.give(file);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Held until the channel is closed. */
    @SuppressWarnings("unused")
    private static void lock(FileChannel channel) {
        try {
            channel.lock();
        } catch (IOException e) { // a file system without locks, on which nobody can take it for a leftover either
            return;
        }
    }

    /** Not buffered. */
    OutputStream out() {
        return out;
    }

    Path target() {
        return target;
    }

    /** Replaces the old file. */
    void replace() throws IOException {
        finish();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        forceNames();
    }

    /** Becomes a new file with another name in the same directory; false if that name is taken. */
    boolean become(Path name) throws IOException {
        finish();
        try {
            link(name);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        forceNames();
        return true;
    }

    /** In one step where the file system has hard links: another writer that takes the same name at the same time is not overwritten. */
    private void link(Path name) throws IOException {
        try {
            Files.createLink(name, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.move(temporary, name); // which refuses a name that it sees to be taken
        }
    }

    private void finish() throws IOException {
        // Without this a power cut after the rename can leave the new name with no content.
        channel.force(true);
    }

    /** Without this a power cut can undo a rename. A directory that can't be opened is forced when the system likes. */
    private void forceNames() {
        try (FileChannel names = FileChannel.open(target.resolveSibling("."), StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            return;
        }
    }

    /** Removes a draft that did not become a file. Of one that did, every byte was forced to the disk before. */
    @Override
    public void close() {
        Leftovers.remove(temporary);
        Leftovers.forget(temporary);
        try {
            channel.close();
        } catch (IOException e) {
            return;
        }
    }
}
