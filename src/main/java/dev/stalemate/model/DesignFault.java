package dev.stalemate.model;

/** What a design that runs outside the tool did wrong, in a sentence without a full stop, such as {@code update_mtrr() did not return}. */
public final class DesignFault extends RuntimeException {
    public DesignFault(String says) {
        super(says);
    }
}
