package dev.stalemate.outside;

import java.util.List;

/** Programs that were started. */
public final class Processes {
    private Processes() {}

    /**
     * Ends a program and whatever it started, at once. Its streams are left to who reads and writes them: closing one here would wait
     * for a writer that is held up by a full pipe.
     */
    public static void end(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        boolean unused = process.toHandle().destroyForcibly(); // first: it could start more of them
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
