package dev.stalemate.search.symmetry;

/** Thrown if a search meets a state that contradicts its symmetry. */
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
