package dev.stalemate.cli.session;

import java.util.function.Supplier;

/** Ends a verb with an exit code and one line that tells the user why. */
public final class Failure extends RuntimeException {
    private final ExitCode code;

    public Failure(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    public ExitCode code() {
        return code;
    }

    /** Looks up what the user named; what is not there, or impossible, is wrong usage. */
    public static <T> T asUsage(Supplier<T> lookup) {
        try {
            return lookup.get();
        } catch (IllegalArgumentException e) {
            Failure failure = new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
    }
}
