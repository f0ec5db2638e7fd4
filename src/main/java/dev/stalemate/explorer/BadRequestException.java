package dev.stalemate.explorer;

/** What was asked is not possible; the message says why, for the person who asked. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    BadRequestException(String message) {
        this(400, message);
    }

    /** With a status of HTTP that says more than that the request is bad. */
    BadRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
