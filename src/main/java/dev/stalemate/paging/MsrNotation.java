package dev.stalemate.paging;

import dev.stalemate.memtype.RegisterNotation;
import dev.stalemate.model.Notation;

/**
 * The value of an MTRR or of the PAT in words, such as {@code E FE WB}, and a change of it.
 *
 * @param msr its number
 * @param maxPhyAddr the guest's MAXPHYADDR
 */
public record MsrNotation(int msr, int maxPhyAddr) implements Notation {
    @Override
    public String words(long value) {
        return RegisterNotation.words(msr, value, maxPhyAddr);
    }

    @Override
    public String change(long before, long after) {
        return RegisterNotation.change(msr, before, after, maxPhyAddr);
    }
}
