package dev.stalemate.counterexample;

import com.google.common.collect.ImmutableList;
import dev.stalemate.counterexample.Counterexample.Found;
import org.jspecify.annotations.Nullable;

/**
 * A request that an outside implementation answers differently from the reference, as a file holds it. The lines are requests of the line
 * protocol; the answers are those to the last of them.
 *
 * @param command the program that answered, with its arguments; empty for a recording. It is only shown: nothing runs it
 * @param recording the file and column that held the answer; null for a command
 * @param found what found it
 * @param minimal whether no line can be dropped
 * @param lines the requests in order
 * @param reference the reference's answer to the last request
 * @param answer the implementation's answer, or what it did instead
 */
public record OutsideDifference(
        ImmutableList<String> command,
        @Nullable String recording,
        Found found,
        boolean minimal,
        ImmutableList<String> lines,
        String reference,
        String answer) {

    /** Whether another one says the same, whatever found it. */
    public boolean sameAs(OutsideDifference other) {
        return new OutsideDifference(command, recording, other.found, minimal, lines, reference, answer).equals(other);
    }
}
