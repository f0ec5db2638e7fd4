package dev.stalemate.outside;

/**
 * What a program did instead of answering.
 *
 * @param kind which of these
 * @param says in words, such as {@code no answer in 2 s}
 */
public record Trouble(Kind kind, String says) {
    /** The ways in which a program fails to answer. */
    public enum Kind {
        /** It ended, by itself or by a signal. */
        ENDED,
        /** It goes on, and nothing more can come from it. */
        CLOSED,
        /** It took too long. */
        SILENT,
        /** A line without an end. */
        TOO_LONG,
        /** It said something that it was not asked for. */
        UNASKED,
        /** It is not its fault: the user, or the time for the whole run, ended it. */
        STOPPED
    }
}
