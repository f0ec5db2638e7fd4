package dev.stalemate.pathfinder.target;

/** A protocol of a thread as ordinary concurrent Java: what each of its threads runs, and what must be true of it. */
public abstract class ConcurrentCode {
    private final Checks checks;

    /** Code that reports violations to {@code checks}. */
    protected ConcurrentCode(Checks checks) {
        this.checks = checks;
    }

    /** Receives violations. */
    public interface Checks {
        /** Whether a property is checked. */
        boolean asks(String law);

        /** Called when a property that is checked is violated. */
        void violated(String law, String says);
    }

    /** Runs a thread, from 0, to its end. */
    public abstract void run(int thread);

    /** Checks what is left when all threads have ended. */
    public abstract void end();

    /** Checks a condition of a property, if that property is checked. */
    protected final void check(String law, boolean holds, String says) {
        if (!holds && checks.asks(law)) {
            checks.violated(law, says);
        }
    }
}
