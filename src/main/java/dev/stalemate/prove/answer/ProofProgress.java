package dev.stalemate.prove.answer;

/** Is told how far a proof has come, and may end it. */
public interface ProofProgress {
    /** Tells nobody, and never ends it. */
    ProofProgress NONE = (part, done, all) -> {};

    /**
     * A part of the proof has come so far.
     *
     * @param part such as {@code obligations}
     * @param done how much of it is done
     * @param all how much there is
     */
    void at(String part, int done, int all);

    /** Whether the user wants it to end: what is not asked by then is undecided. */
    default boolean stopped() {
        return false;
    }
}
