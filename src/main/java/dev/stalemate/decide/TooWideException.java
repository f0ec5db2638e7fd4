package dev.stalemate.decide;

/** A question at a scope whose steps are too many to list. Random walks can still be asked. */
public final class TooWideException extends QuestionException {
    /** With one line that says which scope, and for what it is too wide. */
    TooWideException(String message) {
        super(message);
    }
}
