package dev.stalemate.memtype;

import org.jspecify.annotations.Nullable;

/**
 * A memory type, with the encoding that PAT, MTRRs and EPT leaves share (SDM 11.12.2, table of PAT encodings).
 *
 * <p>Codes 2, 3 and 8 to 255 are reserved everywhere; {@link #UC_MINUS} is legal in PAT alone.
 */
public enum MemType {
    UC(0, "UC", false),
    WC(1, "WC", false),
    WT(4, "WT", true),
    WP(5, "WP", true),
    WB(6, "WB", true),
    UC_MINUS(7, "UC-", false);

    private static final @Nullable MemType[] BY_CODE = {UC, WC, null, null, WT, WP, WB, UC_MINUS};

    private final int code;
    private final String text;
    private final boolean cached;

    MemType(int code, String text, boolean cached) {
        this.code = code;
        this.text = text;
        this.cached = cached;
    }

    /** The 3-bit encoding, 0 to 7. */
    public int code() {
        return code;
    }

    /** Whether an access of this type may leave or find its line in a cache: WT, WP and WB. */
    public boolean cached() {
        return cached;
    }

    /** The type that a code stands for, or null where the code is reserved. */
    public static @Nullable MemType ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** The type that the manuals call {@code name} ({@code UC-} included), or null where there is none. */
    public static @Nullable MemType named(String name) {
        for (MemType type : values()) {
            if (type.text.equals(name)) {
                return type;
            }
        }
        return null;
    }

    /** Whether a code is legal in an MTRR and in an EPT leaf: UC, WC, WT, WP, WB (SDM 11.11.2.1, 28.2.6.2). */
    public static boolean legalInMtrr(int code) {
        return code != UC_MINUS.code && ofCode(code) != null;
    }

    /** Whether a code is legal in a PAT entry: the MTRR types and UC- (SDM 11.12.2). */
    public static boolean legalInPat(int code) {
        return ofCode(code) != null;
    }

    /** The manuals' name: {@code UC}, {@code UC-}, {@code WC}, {@code WT}, {@code WP} or {@code WB}. */
    @Override
    public String toString() {
        return text;
    }
}
