package dev.stalemate.pathfinder.target;

/** A protocol of a thread as ordinary concurrent Java: what each of its threads runs, and what must be true of it. */
public abstract class ConcurrentCode {
    private final Checks checks;

    /** Code whose violations are told to {@code checks}. */
    protected ConcurrentCode(Checks checks) {
        this.checks = checks;
    }

    /** Who is told of violations. */
    public interface Checks {
        /** Whether a property is asked for. */
        boolean asks(String law);

        /** A property that is asked for is violated. */
        void violated(String law, String says);
    }

    /** Runs a thread, from 0, to its end. */
    public abstract void run(int thread);

    /** Looks at what is left when all threads have ended. */
    public abstract void end();

    /** What must be true of a property that is asked for. */
    protected final void check(String law, boolean holds, String says) {
        if (!holds && checks.asks(law)) {
            checks.violated(law, says);
        }
    }
}
