package dev.stalemate.real;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.memtype.MemType;

/** The words that Linux prints for MTRR types (mtrr_strings in arch/x86/kernel/cpu/mtrr). */
final class TypeWords {
    /** A group of a regular expression that matches exactly the words. */
    static final String REGEX = "(uncache?able|write-combining|write-through|write-protect|write-back)";

    private static final ImmutableMap<String, MemType> TYPES = ImmutableMap.of(
            "uncachable", MemType.UC,
            "uncacheable", MemType.UC,
            "write-combining", MemType.WC,
            "write-through", MemType.WT,
            "write-protect", MemType.WP,
            "write-back", MemType.WB);

    private TypeWords() {}

    /** The type that one of the words of {@link #REGEX} stands for. */
    static MemType type(String word) {
        MemType type = TYPES.get(word);
        if (type == null) {
            throw new IllegalArgumentException("not an MTRR type: " + word);
        }
        return type;
    }
}
