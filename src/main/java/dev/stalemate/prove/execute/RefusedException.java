package dev.stalemate.prove.execute;

/** Code can't be executed over terms: it does what no term says. The message names the action, what it does, and where. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String what;
    private final String where;

    RefusedException(String what, String where) {
        super(what + (where.isEmpty() ? "" : ", at " + where));
        this.what = what;
        this.where = where;
    }

    private RefusedException(String task, RefusedException cause) {
        super(task + ": " + cause.getMessage(), cause);
        this.what = cause.what;
        this.where = cause.where;
    }

    /** The same, with what was to be executed before it. */
    RefusedException in(String task) {
        return new RefusedException(task, this);
    }

    /** What the code does. */
    public String what() {
        return what;
    }

    /** Where: a file, a line and a method for each call, the innermost first. */
    public String where() {
        return where;
    }
}
