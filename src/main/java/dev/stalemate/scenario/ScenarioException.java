package dev.stalemate.scenario;

/** A line of a scenario that can't be read or taken. The message begins with where it is. */
public final class ScenarioException extends Exception {
    /** What is wrong there, such as {@code scenario.txt:3}. */
    public ScenarioException(String where, String what) {
        super(where + ": " + what);
    }

    /** A whole message, and what found it. */
    ScenarioException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The same, with what found it. */
    public ScenarioException(String where, String what, Throwable cause) {
        super(where + ": " + what, cause);
    }
}
