package dev.stalemate.model;

import java.util.Locale;

/** The answer for a property at a scope. */
public enum Verdict {
    /** It is true in every state of the scope, all of which were seen, and its premise held in some. */
    HOLDS,
    /** There is a run that breaks it. */
    VIOLATED,
    /** Its premise never held, so nothing could have broken it. */
    VACUOUS,
    /** A bound stopped the run before an answer; no violation so far. */
    UNDECIDED;

    /** The word for it in tables and files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
