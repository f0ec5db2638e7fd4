package dev.stalemate.explorer;

/** Threads that keep no process alive. */
final class Daemon {
    private Daemon() {}

    static Thread thread(Runnable job, String name) {
        Thread thread = new Thread(job, name);
        thread.setDaemon(true);
        return thread;
    }
}
