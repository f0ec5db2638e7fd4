package dev.stalemate.real.kvm;

import dev.stalemate.real.map.MtrrReport;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a guest beside its trace.
 *
 * @param mtrrs what the guest says of its MTRRs, for traces that begin after they were set; null if it says nothing
 * @param maxPhyAddr the guest's MAXPHYADDR in bits, 32 to 52; 0 if the trace has to tell
 */
public record GuestFacts(@Nullable MtrrReport mtrrs, int maxPhyAddr) {
    /** Nothing is known beside the trace. */
    public static final GuestFacts NONE = new GuestFacts(null, 0);

    /** Facts; throws {@link IllegalArgumentException} for a width that no processor has. */
    public GuestFacts {
        if (maxPhyAddr != 0 && (maxPhyAddr < GuestWidth.NARROWEST || maxPhyAddr > GuestWidth.WIDEST)) {
            throw new IllegalArgumentException(
                    "MAXPHYADDR is " + GuestWidth.NARROWEST + " to " + GuestWidth.WIDEST + " bits, not " + maxPhyAddr);
        }
    }
}
