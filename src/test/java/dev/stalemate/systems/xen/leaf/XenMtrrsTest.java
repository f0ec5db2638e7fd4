package dev.stalemate.systems.xen.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MtrrState;
import org.junit.jupiter.api.Test;

/** mtrr_get_type(), where it is the SDM's and where it is not. */
class XenMtrrsTest {
    private static final int M4K = 0;
    private static final int M2M = 9;
    private static final int M1G = 18;

    private final MtrrState mtrrs = new MtrrState(40, 8);

    private void range(int n, long base, long mask) {
        assertThat(mtrrs.wrmsr(0x200 + 2 * n, base)).isTrue();
        assertThat(mtrrs.wrmsr(0x201 + 2 * n, mask)).isTrue();
    }

    @Test
    void disabledMtrrsAreUcWhateverTheOrder() {
        assertThat(XenMtrrs.type(mtrrs, 0x40000000, M1G)).isZero();
    }

    @Test
    void underFixedRangesALargePageIsAlwaysSplit() {
        mtrrs.wrmsr(0x2FF, 0xC06);
        assertThat(XenMtrrs.type(mtrrs, 0x1FF000, M2M)).isEqualTo(XenMtrrs.SPLIT);
        assertThat(XenMtrrs.type(mtrrs, 0x200000, M2M)).isEqualTo(6);
        assertThat(XenMtrrs.type(mtrrs, 0x10000, 4)).as("64K in a 64K field").isZero();
        assertThat(XenMtrrs.type(mtrrs, 0x80000, 4)).as("64K over 16K fields").isEqualTo(XenMtrrs.SPLIT);
        assertThat(XenMtrrs.type(mtrrs, 0xC0000, 1)).as("8K over 4K fields").isEqualTo(XenMtrrs.SPLIT);
    }

    /** data of a real 4.17.7: 64 KiB of WC make 2 MiB and 1 GiB WC. */
    @Test
    void aRangeOverPartOfAPageCountsAsOneOverAllOfIt() {
        mtrrs.wrmsr(0x2FF, 0x806);
        range(0, 0x40000001L, 0xFFFFFF0800L);
        assertThat(XenMtrrs.type(mtrrs, 0x40100000L, M4K)).isEqualTo(6);
        assertThat(XenMtrrs.type(mtrrs, 0x40100000L, M2M)).isEqualTo(1);
        assertThat(XenMtrrs.type(mtrrs, 0x7F000000L, M1G)).isEqualTo(1);
    }

    @Test
    void twoTypesInALargePageSplitItEvenIfOneCoversTheOther() {
        mtrrs.wrmsr(0x2FF, 0x806);
        range(0, 0x200000L, 0xFFFFE00800L);
        range(1, 0x200004L, 0xFFFFE00800L);
        assertThat(XenMtrrs.type(mtrrs, 0x200000L, M2M)).isEqualTo(XenMtrrs.SPLIT);
        assertThat(XenMtrrs.type(mtrrs, 0x200000L, M4K)).isZero();
    }

    @Test
    void anUndefinedOverlapIsTheLastRegisters() {
        mtrrs.wrmsr(0x2FF, 0x800);
        range(0, 0x200001L, 0xFFFFE00800L);
        range(1, 0x200005L, 0xFFFFE00800L);
        assertThat(XenMtrrs.type(mtrrs, 0x200000L, M4K)).isEqualTo(5);
        range(2, 0x200001L, 0xFFFFE00800L);
        assertThat(XenMtrrs.type(mtrrs, 0x200000L, M4K)).isEqualTo(1);
    }

    @Test
    void writeThroughOverWriteBackIsWriteThrough() {
        mtrrs.wrmsr(0x2FF, 0x800);
        range(0, 0x200004L, 0xFFFFE00800L);
        range(1, 0x200006L, 0xFFFFE00800L);
        assertThat(XenMtrrs.type(mtrrs, 0x200000L, M4K)).isEqualTo(4);
    }
}
