package dev.stalemate.patch.xen;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.patch.talk.Memory;
import dev.stalemate.patch.talk.Talk;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import org.jspecify.annotations.Nullable;

/** The look-up of MTRR types that a program has: mtrr_get_type(). Its answers depend on the registers alone. For one thread. */
final class PlayedLookUp {
    private static final int MAXPHYADDR = 36;
    private static final long FIRST_FRAME = 0x100000;
    private static final long SECOND_FRAME = 0x101000;
    private static final int TWO_FRAMES = 1;

    private final Talk talk;
    private final XenQuestion question = new XenQuestion();
    private @Nullable Memory memory;
    private long[] key = new long[0];

    PlayedLookUp(Talk talk) {
        this.talk = talk;
    }

    /** The code of the type of an aligned block, or {@link XenMtrrs#SPLIT}. */
    int type(MtrrRegisters mtrrs, long address, int order) {
        Memory known = keyed(mtrrs, address, order);
        long[] type = known.find(key);
        if (type == null) {
            type = new long[] {asked(mtrrs, address, order)};
            known.put(key, type);
        }
        return (int) type[0];
    }

    private int asked(MtrrRegisters mtrrs, long address, int order) {
        String call = XenCall.MTRR_TYPE + " address=" + XenQuestion.hex(address) + " order=" + order;
        SampleDomain domain = SampleDomain.like(SampleDomain.started(false), mtrrs);
        int leaf = XenAnswer.leaf(call, order, talk.ask(question.of(call, domain, false)));
        return leaf == EmtTable.SPLIT ? XenMtrrs.SPLIT : EptLeaf.emt(leaf).code();
    }

    /** Puts what the answer depends on into the key. */
    private Memory keyed(MtrrRegisters mtrrs, long address, int order) {
        int words = 3 + MtrrRegisters.FIXED_COUNT + 2 * mtrrs.vcnt();
        Memory known = memory;
        if (known == null || words != key.length) {
            known = new Memory(words);
            memory = known;
            key = new long[words];
        }
        int at = 0;
        key[at++] = address;
        key[at++] = order;
        key[at++] = mtrrs.defType();
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            key[at++] = mtrrs.fixed(i);
        }
        for (int n = 0; n < mtrrs.vcnt(); n++) {
            key[at++] = mtrrs.base(n);
            key[at++] = mtrrs.mask(n);
        }
        return known;
    }

    /** Whether a design's look-up is Xen's: it takes a range of WC over the second of two frames for one over both. */
    static boolean isXens(XenDesign design) {
        MtrrState mtrrs = new MtrrState(MAXPHYADDR, 1);
        boolean written = mtrrs.wrmsr(MtrrMsr.DEF_TYPE, MtrrMsr.E | MemType.WB.code())
                && mtrrs.wrmsr(MtrrMsr.physBase(0), SECOND_FRAME | MemType.WC.code())
                && mtrrs.wrmsr(MtrrMsr.physMask(0), (1L << MAXPHYADDR) - 0x1000 | MtrrMsr.V);
        return written && design.guestType(mtrrs, FIRST_FRAME, TWO_FRAMES) == MemType.WC.code();
    }
}
