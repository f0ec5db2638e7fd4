package dev.stalemate.decide.cluster;

import org.jspecify.annotations.Nullable;

/** A cluster that can't do what it is asked; the message says why, for the user. */
public final class ClusterException extends RuntimeException {
    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
