package dev.stalemate.real.map;

import dev.stalemate.memtype.MemType;
import org.jspecify.annotations.Nullable;

/** What can be said of an address's memory type from a file. */
public enum MapType {
    UC(MemType.UC, "UC"),
    WC(MemType.WC, "WC"),
    WT(MemType.WT, "WT"),
    WP(MemType.WP, "WP"),
    WB(MemType.WB, "WB"),
    /** The registers are known and overlap in a way that the SDM leaves undefined (SDM 11.11.4.1). */
    UNDEFINED(null, "undef"),
    /** The file does not say enough. */
    UNKNOWN(null, "unknown");

    private final @Nullable MemType type;
    private final String text;

    MapType(@Nullable MemType type, String text) {
        this.type = type;
        this.text = text;
    }

    /** What a lookup in an {@link dev.stalemate.memtype.MtrrMap} means, where null is an undefined overlap. */
    public static MapType of(@Nullable MemType type) {
        for (MapType candidate : values()) {
            if (type != null && candidate.type == type) {
                return candidate;
            }
        }
        if (type != null) {
            throw new IllegalArgumentException("not an MTRR type: " + type);
        }
        return UNDEFINED;
    }

    /** The manuals' name of the type, {@code undef} or {@code unknown}. */
    @Override
    public String toString() {
        return text;
    }
}
