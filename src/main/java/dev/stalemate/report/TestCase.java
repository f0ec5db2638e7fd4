package dev.stalemate.report;

import com.google.common.collect.ImmutableList;

/**
 * A question as systems for continuous integration know them: a test that passed or not.
 *
 * @param group the system and its design
 * @param name the claim if there is one, the property and the scope
 * @param result whether it passed
 * @param message why not, in one line; empty if it passed
 * @param details the run and the command that shows it again, line by line; may be empty
 * @param seconds how long it took
 */
public record TestCase(
        String group, String name, Result result, String message, ImmutableList<String> details, double seconds) {
    /** How it ended. */
    public enum Result {
        /** The check would end with 0. */
        PASSED,
        /** It is not as it should be. */
        FAILED,
        /** Nothing is known, or nothing was tried, which is no pass. */
        ERROR,
        /** Nobody looked. */
        SKIPPED
    }
}
