package dev.stalemate.explorer;

/** What was asked is not possible; the message says why, for the person who asked. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message);
    }
}
