package dev.stalemate.cli;

import java.util.function.Supplier;

/** Ends a verb with an exit code and one line that tells the user why. */
final class Failure extends RuntimeException {
    private final ExitCode code;

    Failure(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }

    /** Looks up what the user named; what is not there, or impossible, is wrong usage. */
    static <T> T asUsage(Supplier<T> lookup) {
        try {
            return lookup.get();
        } catch (IllegalArgumentException e) {
            Failure failure = new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
    }
}
