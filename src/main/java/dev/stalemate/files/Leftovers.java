package dev.stalemate.files;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The names of temporary files, {@code .NAME.UUID.tmp} beside the file NAME, and those that a killed process left.
 *
 * <p>The process that writes one holds a lock on it, which the system releases when the process ends for any reason. A process number in
 * the name would not be enough: numbers are reused, and every container has a process 1. Where there are no locks, as on some network
 * file systems, nothing is removed.
 */
final class Leftovers {
    private static final int LONGEST_NAME = 255;
    private static final int HASH_CHARS = 16;
    private static final String UUIDS = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final int AROUND =
            ".".length() + 1 + UUID.randomUUID().toString().length() + ".tmp".length();

    /** Temporary files of this process: opening and closing one of them again would release its lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private Leftovers() {}

    /** A name for a temporary file; {@link #forget} must be called with it at the end. */
    static Path nameBeside(Path target) {
        Path name = target.resolveSibling(stem(target) + UUID.randomUUID() + ".tmp");
        OWN.add(name);
        return name;
    }

    /** For a name that is too long with what is added to it: its beginning and a hash of the whole. */
    private static String stem(Path target) {
        String name = target.getFileName().toString();
        if (bytes(name) + AROUND <= LONGEST_NAME) {
            return "." + name + ".";
        }
        String hash = Hashing.sha256()
                .hashString(name, StandardCharsets.UTF_8)
                .toString()
                .substring(0, HASH_CHARS);
        return "." + FileNames.cut(name, LONGEST_NAME - AROUND - HASH_CHARS - 1) + "." + hash + ".";
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The file is gone, or has its final name. */
    static void forget(Path temporary) {
        OWN.remove(temporary);
    }

    /** Removes the files that this process has not finished; called when it ends. */
    static void removeOwn() {
        OWN.forEach(Leftovers::remove);
    }

    /** Removes the files that killed processes left of this target. A file that can't be opened stays: it does no harm. */
    static void sweep(Path target) {
        Path directory = target.getParent();
        Pattern ours = Pattern.compile(Pattern.quote(stem(target)) + UUIDS + "\\.tmp");
        if (directory == null) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                directory, file -> ours.matcher(file.getFileName().toString()).matches())) {
            for (Path file : files) {
                if (!OWN.contains(file) && Files.isRegularFile(file) && !Files.isSymbolicLink(file)) {
                    removeUnlessLocked(file);
                }
            }
        } catch (IOException
                | RuntimeException e) { // a directory that can't be listed: an iterator's error is unchecked
            return;
        }
    }

    private static void removeUnlessLocked(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | OverlappingFileLockException e) { // somebody else's, or there are no locks here
            return;
        }
    }

    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) { // the next write of the same file tries again
            return;
        }
    }
}
