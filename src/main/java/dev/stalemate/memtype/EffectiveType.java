package dev.stalemate.memtype;

import static dev.stalemate.memtype.MemType.UC;
import static dev.stalemate.memtype.MemType.WB;
import static dev.stalemate.memtype.MemType.WC;
import static dev.stalemate.memtype.MemType.WP;
import static dev.stalemate.memtype.MemType.WT;

/**
 * The effective type of an access from its MTRR type and its PAT type, with CR0.CD=0 (SDM table 11-7).
 *
 * <p>No cell is undefined: those that old manuals marked so behave as here on every processor with PAT (footnote 3 there).
 */
public final class EffectiveType {
    private EffectiveType() {}

    /**
     * The effective type.
     *
     * @param mtrr the MTRR type of the physical address; under EPT with IPAT=0 the leaf's EMT (SDM 28.2.6.2)
     * @param pat the type of the selected PAT entry
     * @throws IllegalArgumentException if {@code mtrr} is UC-, which no MTRR holds
     */
    public static MemType of(MemType mtrr, MemType pat) {
        return switch (mtrr) {
            case UC -> cell(pat, UC, UC, WC, UC, UC, UC);
            case WC -> cell(pat, UC, WC, WC, UC, WC, UC);
            case WT -> cell(pat, UC, UC, WC, WT, WT, WP);
            case WB -> cell(pat, UC, UC, WC, WT, WB, WP);
            case WP -> cell(pat, UC, WC, WC, WT, WP, WP);
            case UC_MINUS -> throw new IllegalArgumentException("UC- is a PAT type; no MTRR or EPT leaf holds it");
        };
    }

    /** One row of the table: a type for each PAT type, in the manual's order of columns. */
    private static MemType cell(
            MemType pat, MemType uc, MemType ucMinus, MemType wc, MemType wt, MemType wb, MemType wp) {
        return switch (pat) {
            case UC -> uc;
            case UC_MINUS -> ucMinus;
            case WC -> wc;
            case WT -> wt;
            case WB -> wb;
            case WP -> wp;
        };
    }
}
