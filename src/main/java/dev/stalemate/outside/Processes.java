package dev.stalemate.outside;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A program that was started, and whatever it starts in turn: all of that is ended with it, also what has lost its parent or has a session
 * of its own. See {@link Descendants} for how it is found; docs/how-to/drive.md says what can escape.
 */
public final class Processes implements AutoCloseable {
    private static final String VARIABLE = "STALEMATE_CHILD_";

    /** A program that starts others as fast as they are ended is given up after so many rounds. */
    private static final int MOST_ROUNDS = 1000;
    /** Rounds in a row that must find nothing: one that forks and ends can slip past a list of processes that is being read. */
    private static final int QUIET_ROUNDS = 2;

    private static final long PAUSE_MILLIS = 2;

    /** While a program is started, a copy of this process holds the pipes of all others for a moment: nothing may be ended then. */
    private static final Object LOCK = new Object();

    private static final Set<Processes> RUNNING = ConcurrentHashMap.newKeySet();

    private final Process process;
    private final Descendants descendants;

    private Processes(Process process, String variable) {
        this.process = process;
        descendants = new Descendants(process.toHandle(), variable);
    }

    /**
     * Starts a program. Its environment has one variable more.
     *
     * @throws IOException if it can't be started
     */
    public static Processes start(ProcessBuilder builder) throws IOException {
        String variable =
                VARIABLE + UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
        builder.environment().put(variable, "1");
        synchronized (LOCK) {
            Processes started = new Processes(builder.start(), variable);
            RUNNING.add(started);
            return started;
        }
    }

    /** The program itself. */
    public Process process() {
        return process;
    }

    /**
     * Ends the program and whatever it started, at once. Its streams are left to their readers and writers: closing one here would wait
     * for a writer that is held up by a full pipe.
     *
     * @return whether nothing is left of what can be seen
     */
    public boolean end() {
        int quiet = 0;
        for (int round = 0; quiet < QUIET_ROUNDS && round < MOST_ROUNDS; round++) {
            boolean found;
            synchronized (LOCK) {
                found = descendants.kill();
            }
            quiet = found ? 0 : quiet + 1;
            if (quiet < QUIET_ROUNDS) {
                pause();
            }
        }
        RUNNING.remove(this);
        return quiet == QUIET_ROUNDS;
    }

    /** As {@link #end()}. */
    @Override
    public void close() {
        boolean unused = end();
    }

    /** Ends all that were started here and not ended yet, for a process that is about to exit without waiting for their users. */
    public static void endAll() {
        RUNNING.forEach(Processes::close);
    }

    /** Those that were killed take a moment to go. An interrupt is meant for the thread that waits for the program, and does not end this. */
    private static void pause() {
        boolean interrupted = Thread.interrupted();
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
