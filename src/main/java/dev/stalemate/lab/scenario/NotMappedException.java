package dev.stalemate.lab.scenario;

/** A counterexample that no scenario of the lab can be. The message says why. */
public final class NotMappedException extends Exception {
    /** Why it is none. */
    public NotMappedException(String why) {
        super(why);
    }
}
