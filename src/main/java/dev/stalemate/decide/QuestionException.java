package dev.stalemate.decide;

import java.util.function.Supplier;

/** A question that can't be asked: it names what does not exist, or a scope that is impossible or too wide. */
public sealed class QuestionException extends IllegalArgumentException permits TooWideException {
    /** With one line that says why. */
    public QuestionException(String message) {
        super(message);
    }

    /** Looks up what a question names; what does not exist, or is impossible, can't be asked about. */
    static <T> T of(Supplier<T> lookup) {
        try {
            return lookup.get();
        } catch (IllegalArgumentException e) {
            QuestionException exception = new QuestionException(String.valueOf(e.getMessage()));
            exception.initCause(e);
            throw exception;
        }
    }
}
