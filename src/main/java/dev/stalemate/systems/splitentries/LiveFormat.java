package dev.stalemate.systems.splitentries;

import dev.stalemate.paging.SplitWords.Word;
import java.util.List;

/** Which fields an entry of 64 bits has that a compiler may store apart; the first one has what makes it present. */
enum LiveFormat {
    /** Rights, which make an entry present; the address; whether it is a leaf above the last level. */
    EPT,
    /** Present; the address; the level of the table to which it points, 0 for a page; rights. */
    AMD_PTE,
    /** The low half, with the present bit, and the high half; both have a part of the address. */
    SPTE;

    /** Whose an address, or a half, is. */
    static final int ZERO = 0;

    static final int A = 1;
    static final int B = 2;

    private static final int WHOSE = 3;
    private static final int READ = 1;
    private static final int WRITE = 2;

    /** What an entry is of. */
    enum Kind {
        NONE(0),
        PAGE(WRITE),
        READ_ONLY(READ),
        TABLE(WRITE);

        private final int rights;

        Kind(int rights) {
            this.rights = rights;
        }
    }

    /** The fields, the first with the present bit. */
    List<Word> words() {
        Word address = new Word("address", WHOSE, LiveFormat::whose);
        Word rights = new Word("rights", WRITE + 1, LiveFormat::rightsText);
        return switch (this) {
            case EPT -> List.of(rights, address, new Word("leaf", 2, v -> v == 1 ? "yes" : "no"));
            case AMD_PTE ->
                List.of(
                        new Word("present", 2, v -> v == 1 ? "yes" : "no"),
                        address,
                        new Word("level", 2, v -> v == 1 ? "table" : "page"),
                        rights);
            case SPTE -> List.of(new Word("low", WHOSE, LiveFormat::whose), new Word("high", WHOSE, LiveFormat::whose));
        };
    }

    private static String whose(int value) {
        return value == ZERO ? "0" : value == A ? "A's" : "B's";
    }

    private static String rightsText(int rights) {
        return rights == 0 ? "none" : rights == READ ? "read" : "read and write";
    }

    /** A field of the entry that is of A or B. */
    int field(int word, int whose, Kind kind, boolean sameLow) {
        if (kind == Kind.NONE) {
            return 0;
        }
        boolean table = kind == Kind.TABLE;
        return switch (this) {
            case EPT -> word == 0 ? kind.rights : word == 1 ? whose : table ? 0 : 1;
            case AMD_PTE -> word == 0 ? 1 : word == 1 ? whose : word == 2 ? (table ? 1 : 0) : kind.rights;
            case SPTE -> word == 0 && sameLow ? A : whose;
        };
    }

    /** Whether the fields are those of a pointer to a table. */
    boolean isTable(int third) {
        return this == EPT ? third == 0 : this == AMD_PTE && third == 1;
    }

    /** What the fields allow: nothing, to read, or to read and write. */
    int rights(int first, int fourth) {
        return this == EPT ? first : fourth;
    }

    /** What an entry of a kind allows. */
    static int rights(Kind kind) {
        return kind.rights;
    }
}
