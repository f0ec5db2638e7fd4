package dev.stalemate.model;

import java.util.Locale;

/** What can be said of a property at a scope. */
public enum Verdict {
    /** True in every state of the scope, all of which were seen, and its premise held in some. */
    HOLDS,
    /** There is a run that breaks it. */
    VIOLATED,
    /** Nothing could have broken it: its premise never held. */
    VACUOUS,
    /** A bound stopped the run before an answer; no violation so far. */
    UNDECIDED;

    /** As tables and files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
