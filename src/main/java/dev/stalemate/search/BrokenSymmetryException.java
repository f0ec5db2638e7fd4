package dev.stalemate.search;

/** A search came upon a state that contradicts the symmetry that it counts on. */
final class BrokenSymmetryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String what;

    BrokenSymmetryException(String what) {
        super(what);
        this.what = what;
    }

    /** The step, property or figure that differs. */
    String what() {
        return what;
    }
}
