package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * What came back for some requests.
 *
 * @param answers the answers in order; fewer than the requests where there was trouble
 * @param trouble what came instead of the next answer
 */
public record Exchange(ImmutableList<String> answers, @Nullable Trouble trouble) {
    /** Whether a request has no answer, for which neither the user nor the time for the whole run is to blame. */
    boolean isUnanswered() {
        return trouble != null && !trouble.kind().differs() && trouble.kind() != Trouble.Kind.STOPPED;
    }
}
