package dev.stalemate.model;

/** A text that is no {@link ConditionText} of a model. */
public final class ConditionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int column;

    /**
     * At a place in the text.
     *
     * @param column from 1
     */
    ConditionException(String text, int column, String problem) {
        super("column " + column + " of '" + text + "': " + problem);
        this.column = column;
    }

    /** Where the mistake is in the text, from 1. */
    public int column() {
        return column;
    }
}
