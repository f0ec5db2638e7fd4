package dev.stalemate.systems.iommuentries;

import java.util.ArrayList;
import java.util.List;

/**
 * Which word of an entry has what: the present bit is always in word 0. Words of 64 bits that have none of it are left out. A word is zero,
 * or that of the old domain A or of the new domain B; word 0 also has the present bit.
 */
enum EntryFormat {
    /**
     * Present and root, then the domain id: VT-d's context entry (SLPTPTR in bits 63:12, the domain id in 87:72), its PASID entry for
     * second-stage tables (SLPTPTR in bits 63:12, the domain id in 79:64), and AMD's device-table entry (root in bits 51:12, the id in 79:64).
     */
    CONTEXT(1, 1),
    /** Present, the domain id, the root: VT-d's PASID entry for first-stage tables (FLPTPTR in bits 191:140), SMMU's stream-table entry. */
    FIRST_STAGE(1, 1 << 2),
    /** Present and part of the root, then the id and the rest of the root: AMD's device-table entry with a GCR3 table. */
    GCR3(1, 1 | 1 << 1),
    /** Present and the id, then the root: SMMU's context descriptor (ASID in bits 63:48, TTB0 in word 1). */
    CONTEXT_DESCRIPTOR(0, 1 << 1),
    /** Present, then id and root in one word: RISC-V's device context (iohgatp). */
    DEVICE_CONTEXT(1, 1 << 1),
    /** All in one word: VT-d's scalable-mode context entry, which points to a PASID directory, and has no domain id. */
    DIRECTORY(0, 1);

    /** What a word is: zero, A's or B's. Word 0 has the present bit with A and B, and not with the others. */
    static final int ZERO = 0;

    static final int A = 1;
    static final int B = 2;
    static final int A_ABSENT = 3;
    static final int B_ABSENT = 4;
    /** A root whose parts are those of two addresses. */
    static final int MIXED = 3;

    private static final int FIRST_VALUES = 5;
    private static final int VALUES = 3;
    private static final String[] WHOSE = {"0", "A's", "B's"};

    /** The word with the domain id. */
    final int idWord;

    private final int rootWords;

    EntryFormat(int idWord, int rootWords) {
        this.idWord = idWord;
        this.rootWords = rootWords;
    }

    /** How many words there are. */
    int words() {
        return Math.max(idWord + 1, Integer.SIZE - Integer.numberOfLeadingZeros(rootWords));
    }

    /** How many values a word can have. */
    static int values(int word) {
        return word == 0 ? FIRST_VALUES : VALUES;
    }

    /** Whether word 0 has the present bit. */
    static boolean isPresent(int first) {
        return first == A || first == B;
    }

    /** Word 0 with or without its present bit. */
    static int withPresent(int first, boolean present) {
        int whose = whose(first);
        return whose == ZERO ? ZERO : present ? whose : whose + B;
    }

    /** Whose a word is, without the present bit. */
    static int whose(int value) {
        return value > B ? value - B : value;
    }

    /** Whether a present entry's root can be zero, or that of two: it is not in word 0 alone. */
    boolean rootIsApart() {
        return rootWords != 1;
    }

    /** Whether a present entry's id can be zero. */
    boolean idIsApart() {
        return idWord != 0;
    }

    /** Whose the root is, from the two words that can have it. */
    int root(int first, int second, int third) {
        if (this == GCR3) {
            return whose(first) == second ? second : MIXED;
        }
        return rootWords == 1 ? whose(first) : rootWords == 2 ? second : third;
    }

    /** Whose the id is. */
    int id(int first, int second) {
        return idWord == 0 ? whose(first) : second;
    }

    /** A word's value as a person reads it. */
    String text(int word, int value) {
        if (value == ZERO) {
            return "0";
        }
        List<String> has = new ArrayList<>();
        if (word == 0) {
            has.add(isPresent(value) ? "present" : "absent");
        }
        String whose = WHOSE[whose(value)];
        if ((rootWords >> word & 1) != 0) {
            has.add((this == GCR3 ? "part of " : "") + whose + " root");
        }
        if (idWord == word && this != DIRECTORY) {
            has.add(whose + " id");
        }
        return String.join(", ", has) + (has.size() == 1 && word == 0 ? " (" + whose + ")" : "");
    }
}
