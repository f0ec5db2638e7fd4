package dev.stalemate.prove.solve;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.stalemate.files.Reason;
import dev.stalemate.outside.Processes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A directory for what solvers read and write, with a place for each that runs. It goes with the process, and its solvers do, too. */
final class WorkFolder implements AutoCloseable {
    private static final Set<WorkFolder> OPEN = ConcurrentHashMap.newKeySet();

    /** How long the process waits at its end for the threads that wait for solvers that were ended, in rounds and their pauses. */
    private static final int MOST_ROUNDS = 1000;

    private static final long PAUSE_MILLIS = 5;

    /** What solvers need of the disk, at least: on a full one each would seem to answer nothing. */
    private static final int ROOM = 1 << 20;

    /** Places that are in use, whatever their folder. */
    private static final AtomicInteger USED = new AtomicInteger();

    private static volatile boolean exiting;

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
            throw noPlace(e);
        }
        OPEN.add(this);
        try {
            Path trial = Files.write(directory.resolve("trial"), new byte[ROOM]);
            Files.delete(trial);
        } catch (IOException e) {
            close();
            throw noPlace(e);
        }
    }

    private static IOException noPlace(IOException why) {
        return new IOException(
                "no place for temporary files in " + System.getProperty("java.io.tmpdir") + ": " + Reason.of(why)
                        + " (JDK_JAVA_OPTIONS=-Djava.io.tmpdir=DIRECTORY in the environment names another)",
                why);
    }

    /** A thread that was about to start a solver may still do so: that one is ended in another round. */
    private static void onExit() {
        exiting = true;
        for (int round = 0; round == 0 || (USED.get() > 0 && round < MOST_ROUNDS); round++) {
            Processes.endAll();
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        OPEN.forEach(WorkFolder::close);
    }

    /** A directory for what stays as long as the folder. */
    Path directory() {
        return directory;
    }

    /** A new empty directory to run a program in. */
    Place place() throws IOException {
        return new Place(directory.resolve(String.valueOf(places.incrementAndGet())));
    }

    /** A directory that goes once its program has ended. */
    static final class Place implements AutoCloseable {
        private final Path directory;

        private Place(Path directory) throws IOException {
            this.directory = directory;
            USED.incrementAndGet();
            boolean ready = false;
            try {
                if (exiting) {
                    throw new InterruptedIOException("the process is about to exit");
                }
                Files.createDirectory(directory);
                ready = true;
            } finally {
                if (!ready) {
                    USED.decrementAndGet();
                }
            }
        }

        Path directory() {
            return directory;
        }

        @Override
        public void close() {
            remove(directory);
            USED.decrementAndGet();
        }
    }

    /** Removes a directory with all that is in it, as far as the system allows it. */
    private static void remove(Path place) {
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
