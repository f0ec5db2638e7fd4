package dev.stalemate.memtype;

import static dev.stalemate.memtype.NptType.CD;
import static dev.stalemate.memtype.NptType.UC;
import static dev.stalemate.memtype.NptType.UC_MINUS;
import static dev.stalemate.memtype.NptType.WB;
import static dev.stalemate.memtype.NptType.WC;
import static dev.stalemate.memtype.NptType.WC_PLUS;
import static dev.stalemate.memtype.NptType.WP;
import static dev.stalemate.memtype.NptType.WT;

/**
 * Memory types under AMD nested paging (APM volume 2, 15.25.8): guest PAT, host PAT and, unlike under EPT, the host's MTRRs.
 *
 * <p>The tables are recalled from the APM, not re-read. Second sources confirm these cells alone: guest PAT WC or UC- with host PAT
 * WB; WC+ under WP, WT and WB; CD under WC. Conclusions are safest on {@link NptType#collapsed} types.
 *
 * <p>Nothing here replaces EPT's IPAT: no host can make an access WB against a guest PAT of UC.
 */
public final class Npt {
    private Npt() {}

    /**
     * The first step: the two PAT types.
     *
     * @param guestPat selected in the guest's PAT by the guest's leaf
     * @param hostPat selected in the host's PAT by the nested leaf
     */
    public static NptType combinePats(MemType guestPat, MemType hostPat) {
        return switch (guestPat) {
            case UC -> byHostPat(hostPat, UC, UC, UC, UC, UC, UC);
            case UC_MINUS -> byHostPat(hostPat, UC, UC_MINUS, WC, CD, CD, CD);
            case WC -> byHostPat(hostPat, WC, WC, WC, WC_PLUS, WC_PLUS, WC_PLUS);
            case WP -> byHostPat(hostPat, UC, UC_MINUS, WC, WP, CD, WP);
            case WT -> byHostPat(hostPat, UC, UC_MINUS, WC, CD, WT, WT);
            case WB -> byHostPat(hostPat, UC, UC_MINUS, WC, WP, WT, WB);
        };
    }

    /**
     * The second step: the result of the first with the host MTRR type of the system-physical address.
     *
     * <p>For CD under a UC MTRR sources name UC or CD; this answers UC. Both are uncached.
     *
     * @throws IllegalArgumentException if {@code hostMtrr} is UC-, which no MTRR holds
     */
    public static NptType combineMtrr(NptType pats, MemType hostMtrr) {
        return switch (pats) {
            case UC -> byHostMtrr(hostMtrr, UC, CD, CD, CD, CD);
            case UC_MINUS -> byHostMtrr(hostMtrr, UC, WC, CD, CD, CD);
            case CD -> byHostMtrr(hostMtrr, UC, CD, CD, CD, CD);
            case WC -> byHostMtrr(hostMtrr, WC, WC, WC, WC, WC);
            case WC_PLUS -> byHostMtrr(hostMtrr, WC, WC, WC_PLUS, WC_PLUS, WC_PLUS);
            case WP -> byHostMtrr(hostMtrr, UC, CD, WP, CD, WP);
            case WT -> byHostMtrr(hostMtrr, UC, CD, CD, WT, WT);
            case WB -> byHostMtrr(hostMtrr, UC, WC, WP, WT, WB);
        };
    }

    /** Both steps; {@link NptType#collapsed} of it compares with Intel's types. */
    public static NptType effective(MemType guestPat, MemType hostPat, MemType hostMtrr) {
        return combineMtrr(combinePats(guestPat, hostPat), hostMtrr);
    }

    private static NptType byHostPat(
            MemType host, NptType uc, NptType ucMinus, NptType wc, NptType wp, NptType wt, NptType wb) {
        return host == MemType.UC_MINUS ? ucMinus : byHostMtrr(host, uc, wc, wp, wt, wb);
    }

    private static NptType byHostMtrr(MemType host, NptType uc, NptType wc, NptType wp, NptType wt, NptType wb) {
        return switch (host) {
            case UC -> uc;
            case WC -> wc;
            case WP -> wp;
            case WT -> wt;
            case WB -> wb;
            case UC_MINUS -> throw new IllegalArgumentException("UC- is a PAT type; no MTRR holds it");
        };
    }
}
