package dev.stalemate.memtype;

import org.jspecify.annotations.Nullable;

/** How several variable ranges over one address combine (SDM 11.11.4.1). A set of types is a mask: bit c stands for code c. */
final class Overlap {
    private static final int UC = 1 << MemType.UC.code();
    private static final int WT_WB = (1 << MemType.WT.code()) | (1 << MemType.WB.code());

    private Overlap() {}

    /** The set that holds one type. */
    static int setOf(MemType type) {
        return 1 << type.code();
    }

    /** The type where the valid ranges of set {@code matching} match, or null where the SDM leaves it undefined. */
    static @Nullable MemType type(int matching, MemType defaultType) {
        if (matching == 0) {
            return defaultType;
        }
        if ((matching & UC) != 0) {
            return MemType.UC;
        }
        if ((matching & (matching - 1)) == 0) {
            return MemType.ofCode(Integer.numberOfTrailingZeros(matching));
        }
        return matching == WT_WB ? MemType.WT : null;
    }

    /**
     * Whether {@link #type} is the same for every set between {@code covering} and {@code covering | partial}, so that nobody
     * need look where the partial ranges match. May answer false although it is.
     */
    static boolean settled(int covering, int partial, MemType defaultType) {
        int all = covering | partial;
        boolean ucCovers = (covering & UC) != 0;
        boolean oneType = (all & (all - 1)) == 0 && (covering != 0 || all == setOf(defaultType));
        return partial == 0 || ucCovers || oneType;
    }

    /** Whether some set within {@code all} is undefined: it holds two types other than UC, and not exactly WT and WB. */
    static boolean mayBeUndefined(int all) {
        int others = all & ~UC;
        return (others & (others - 1)) != 0 && others != WT_WB;
    }
}
