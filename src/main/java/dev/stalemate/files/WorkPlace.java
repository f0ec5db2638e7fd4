package dev.stalemate.files;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A directory for what other programs read and make; it is gone when the tool ends. */
public final class WorkPlace implements AutoCloseable {
    private static final Set<WorkPlace> OPEN = ConcurrentHashMap.newKeySet();

    private final Path directory;

    private WorkPlace(Path directory) {
        this.directory = directory;
    }

    /**
     * A new one, in the system's directory for temporary files.
     *
     * @param prefix of its name
     * @throws IOException if it can't be made
     */
    public static WorkPlace open(String prefix) throws IOException {
        WorkPlace place = new WorkPlace(Files.createTempDirectory(prefix));
        OPEN.add(place);
        return place;
    }

    /** The directory. */
    public Path directory() {
        return directory;
    }

    /** Removes it with all that is in it, as far as the system allows it. */
    @Override
    public void close() {
        OPEN.remove(this);
        try {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException e) {
            // What is left is the system's to remove, as anything in its directory for temporary files.
            return;
        }
    }

    /** Removes all that are still there, for a process that is about to exit. */
    public static void closeAll() {
        OPEN.forEach(WorkPlace::close);
    }
}
