package dev.stalemate.model;

/** A text that is no {@link ConditionText} of a model. */
public final class ConditionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int column;
    private final boolean isAboutValue;

    /**
     * At a place in the text.
     *
     * @param column from 1
     * @param isAboutValue whether the problem is a value that an element can't have
     */
    ConditionException(String text, int column, String problem, boolean isAboutValue) {
        super("column " + column + " of '" + text + "': " + problem);
        this.column = column;
        this.isAboutValue = isAboutValue;
    }

    /** Whether the mistake is a value that an element of the model can't have. */
    public boolean isAboutValue() {
        return isAboutValue;
    }

    /** Where the mistake is in the text, from 1. */
    public int column() {
        return column;
    }
}
