package dev.stalemate.decide;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/** A way to answer questions. */
@FunctionalInterface
public interface Decider {
    /**
     * The decisions, in the order in which they were made. A question that was not reached before the user or the time ended the run is
     * missing.
     *
     * @throws QuestionException if a question can't be asked
     * @throws IOException if another process that is asked can't be run
     */
    Map<Question, Decision> decide(Collection<Question> questions) throws IOException;
}
