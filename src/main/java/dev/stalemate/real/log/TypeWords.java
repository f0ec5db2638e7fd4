package dev.stalemate.real.log;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.memtype.MemType;
import org.jspecify.annotations.Nullable;

/** The words that Linux prints for MTRR types (mtrr_strings in arch/x86/kernel/cpu/mtrr), and for those of the PAT. */
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

    /** What cattr_name of arch/x86/mm/pat says of types that the PAT can have. */
    private static final ImmutableMap<String, MemType> PAT_TYPES = ImmutableMap.of(
            "uncached", MemType.UC,
            "uncached-minus", MemType.UC_MINUS,
            "write-combining", MemType.WC,
            "write-through", MemType.WT,
            "write-protected", MemType.WP,
            "write-back", MemType.WB);

    private TypeWords() {}

    /** The type that a word of the PAT's stands for; null for "broken", which Linux has for no type. */
    static @Nullable MemType patType(String word) {
        return PAT_TYPES.get(word);
    }

    /** The type that a word of either kind stands for; null for "broken". */
    static @Nullable MemType anyType(String word) {
        MemType type = TYPES.get(word);
        return type == null ? patType(word) : type;
    }

    /** The type that one of the words of {@link #REGEX} stands for. */
    static MemType type(String word) {
        MemType type = TYPES.get(word);
        if (type == null) {
            throw new IllegalArgumentException("not an MTRR type: " + word);
        }
        return type;
    }
}
