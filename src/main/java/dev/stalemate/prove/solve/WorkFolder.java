package dev.stalemate.prove.solve;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.stalemate.outside.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A directory for what solvers read and write, with a place for each that runs. It goes with the process, and its solvers do, too. */
final class WorkFolder implements AutoCloseable {
    private static final Set<WorkFolder> OPEN = ConcurrentHashMap.newKeySet();

    static {
        // A proof runs in a class loader of its own, whose processes the command line doesn't know.
        Runtime.getRuntime().addShutdownHook(new Thread(WorkFolder::onExit, "solvers"));
    }

    private final Path directory;
    private final AtomicInteger places = new AtomicInteger();

    /**
     * A new one, in the system's directory for temporary files.
     *
     * @throws IOException if it can't be made
     */
    WorkFolder() throws IOException {
        try {
            directory = Files.createTempDirectory("stalemate-prove-");
        } catch (IOException e) {
            throw new IOException("no place for temporary files: " + e + " (-Djava.io.tmpdir=DIRECTORY)", e);
        }
        OPEN.add(this);
    }

    private static void onExit() {
        Processes.endAll();
        OPEN.forEach(WorkFolder::close);
    }

    /** A new empty directory. */
    Path place() throws IOException {
        return Files.createDirectory(directory.resolve(String.valueOf(places.incrementAndGet())));
    }

    /** Removes a directory with all that is in it, as far as the system allows it. */
    static void remove(Path place) {
        try {
            MoreFiles.deleteRecursively(place, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException e) {
            // What is left is the system's to remove, as anything in its directory for temporary files.
            return;
        }
    }

    @Override
    public void close() {
        OPEN.remove(this);
        remove(directory);
    }
}
