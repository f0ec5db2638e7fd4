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
        ENDED(true),
        /** It goes on, and nothing more can come from it. */
        CLOSED(true),
        /** A line without an end. */
        TOO_LONG(true),
        /** It said something that it was not asked for. */
        UNASKED(true),
        /** It took too long, which may be the machine's fault, and then says nothing of the program. */
        SILENT(false),
        /** It ended or closed its output before any process of it had ever answered: it could not work here. */
        MUTE(false),
        /** A signal from outside ended it, such as that of Ctrl-C at its terminal. */
        KILLED(false),
        /** The user, or the time limit of the whole run, ended it: this is not the program's fault. */
        STOPPED(false);

        private final boolean differs;

        Kind(boolean differs) {
            this.differs = differs;
        }

        /** Whether that is something which the reference doesn't do, so that it is a difference. If not, there is nothing to compare. */
        boolean differs() {
            return differs;
        }
    }

    /** The same of a program of which no process has ever answered. */
    Trouble beforeAnyAnswer() {
        boolean silent = kind == Kind.ENDED || kind == Kind.CLOSED;
        return silent ? new Trouble(Kind.MUTE, says + " before it answered anything") : this;
    }
}
