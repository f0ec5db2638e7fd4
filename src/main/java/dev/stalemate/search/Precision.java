package dev.stalemate.search;

/** How the search remembers a state that it has seen. */
public enum Precision {
    /** By a fingerprint of 64 bits; exact for states of one word. */
    BITS_64,
    /** By one of 128 bits. */
    BITS_128,
    /** By the whole state. */
    EXACT;

    /** How many words of the table a state of so many words takes. */
    public int words(int stateWords) {
        return switch (this) {
            case BITS_64 -> 1;
            case BITS_128 -> Math.min(2, stateWords);
            case EXACT -> stateWords;
        };
    }

    /** Whether no two states of so many words share what is remembered of them. */
    public boolean exactFor(int stateWords) {
        return stateWords == 1 || this == EXACT || (this == BITS_128 && stateWords == 2);
    }

    /** As the command line writes it. */
    public String word() {
        return switch (this) {
            case BITS_64 -> "64";
            case BITS_128 -> "128";
            case EXACT -> "exact";
        };
    }
}
