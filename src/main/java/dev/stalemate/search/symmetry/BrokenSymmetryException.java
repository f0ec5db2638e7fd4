package dev.stalemate.search.symmetry;

/** A search came upon a state that contradicts the symmetry that it counts on. */
public final class BrokenSymmetryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String what;

    public BrokenSymmetryException(String what) {
        super(what);
        this.what = what;
    }

    /** The step, property or figure that differs. */
    public String what() {
        return what;
    }
}
