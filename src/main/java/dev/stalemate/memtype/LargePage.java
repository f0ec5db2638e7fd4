package dev.stalemate.memtype;

import org.jspecify.annotations.Nullable;

/** What the frames of one page resolve to: the same type throughout, several types, or something the SDM leaves undefined. */
public enum LargePage {
    UNIFORM_UC(MemType.UC, "uniform:UC"),
    UNIFORM_WC(MemType.WC, "uniform:WC"),
    UNIFORM_WT(MemType.WT, "uniform:WT"),
    UNIFORM_WP(MemType.WP, "uniform:WP"),
    UNIFORM_WB(MemType.WB, "uniform:WB"),
    /** Every frame has a type, and not all the same. */
    MIXED(null, "mixed"),
    /** At least one frame lies under an undefined overlap. */
    UNDEFINED(null, "undef");

    private final @Nullable MemType type;
    private final String text;

    LargePage(@Nullable MemType type, String text) {
        this.type = type;
        this.text = text;
    }

    /** The type of every frame, or null unless the page is uniform. */
    public @Nullable MemType type() {
        return type;
    }

    /** The uniform page of an MTRR type; throws on {@link MemType#UC_MINUS}, which no MTRR gives. */
    public static LargePage uniform(MemType type) {
        return switch (type) {
            case UC -> UNIFORM_UC;
            case WC -> UNIFORM_WC;
            case WT -> UNIFORM_WT;
            case WP -> UNIFORM_WP;
            case WB -> UNIFORM_WB;
            case UC_MINUS -> throw new IllegalArgumentException("no MTRR gives UC-");
        };
    }

    /** As the line protocol writes it: {@code uniform:WB}, {@code mixed} or {@code undef}. */
    @Override
    public String toString() {
        return text;
    }
}
