package dev.stalemate.patch.xen;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.model.DesignFault;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.patch.talk.Announcement;
import dev.stalemate.patch.talk.Memory;
import dev.stalemate.patch.talk.Talk;
import dev.stalemate.patch.xen.XenAnswer.Effect;
import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.leaf.Mapping;
import dev.stalemate.systems.xen.leaf.Pins.Answer;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A design of Xen that a program plays. What the program does not answer is its base's. Each model has a memory of the answers, so that most
 * of the time no question is asked.
 */
final class XenPlayed extends FollowsBase {
    private static final int WB_IPAT = EptLeaf.of(MemType.WB, true);
    private static final long CR0_CD = 1L << 30;
    private static final Mapping ORDINARY = new OrdinaryFrame();

    /** The words of a key before the domain's: the call and what is small of its arguments, a gfn or address, an mfn. */
    private static final int ARGUMENTS = 3;
    /** In a key, a number that no call has: the question whether guest types count. */
    private static final int COUNTS = 63;

    private final Set<XenCall> answered;
    private final Talk talk;
    private final boolean permits;
    private final boolean forcesPat;

    /** Belongs to the model's thread, as all below. */
    private final XenQuestion question = new XenQuestion();

    private final PlayedLookUp lookUp;
    private @Nullable Memory memory;
    private boolean hasKey;
    private long[] key = new long[0];
    private long[] domainKey = new long[0];

    private XenPlayed(
            String name,
            String says,
            XenDesign base,
            Set<XenCall> answered,
            Talk talk,
            boolean permits,
            boolean forcesPat) {
        super(name, says, base);
        this.answered = answered;
        this.talk = talk;
        this.permits = permits;
        this.forcesPat = forcesPat;
        this.lookUp = new PlayedLookUp(talk);
    }

    /**
     * The design that a program plays; it is asked at once what it does in every domain.
     *
     * @throws IllegalArgumentException if the program types leaves, but the base has another look-up of MTRRs than Xen
     * @throws DesignFault if the program fails
     */
    static XenPlayed of(String name, String says, XenDesign base, Announcement announced, Talk talk) {
        Set<XenCall> answered = EnumSet.noneOf(XenCall.class);
        for (XenCall call : XenCall.values()) {
            if (announced.calls().contains(call.toString())) {
                answered.add(call);
            }
        }
        if (answered.contains(XenCall.EMT) && !answered.contains(XenCall.MTRR_TYPE) && !PlayedLookUp.isXens(base)) {
            throw new IllegalArgumentException(
                    "the base " + base.name() + " has another look-up of MTRRs than Xen, so a design"
                            + " that answers emt (epte_get_entry_emt()) has to answer mtrr-type too (mtrr_get_type())");
        }
        XenPlayed asked =
                new XenPlayed(name, says, base, answered, talk, base.mappingPermits(), base.cacheDisableForcesPat());
        boolean permits =
                answered.contains(XenCall.MEMORY_MAPPING) ? asked.permitsWhatIsMapped() : base.mappingPermits();
        boolean forcesPat = answered.contains(XenCall.CD) ? asked.forcesPatNow() : base.cacheDisableForcesPat();
        return new XenPlayed(name, says, base, answered, talk, permits, forcesPat);
    }

    private boolean permitsWhatIsMapped() {
        return XenAnswer.has(
                event(SampleDomain.started(false), XenCall.MEMORY_MAPPING, XenCall.MEMORY_MAPPING + " then=1", null, 0),
                Effect.PERMIT);
    }

    private boolean forcesPatNow() {
        return XenAnswer.has(event(SampleDomain.started(true), XenCall.CD, cd(0, true), null, 0), Effect.FORCE_PAT);
    }

    private static String cd(int vcpu, boolean set) {
        return XenCall.CD + " vcpu=" + vcpu + " value=" + XenQuestion.hex(set ? CR0_CD : 0);
    }

    @Override
    public XenDesign forModel() {
        return new XenPlayed(name(), says(), base.forModel(), answered, talk, permits, forcesPat);
    }

    @Override
    public int leaf(Hvm domain, Mapping block) {
        if (!answered.contains(XenCall.EMT)) {
            return base.leaf(domain, block);
        }
        long small = (long) block.order() << 8 | (long) block.type().code() << 16;
        long[] known = find(domain, XenCall.EMT.number() | small, domain.address(block.gfn()), block.mfn());
        return known != null ? (int) known[0] : (int) remember(typed(domain, block))[0];
    }

    private int typed(Hvm domain, Mapping block) {
        String call = XenQuestion.emt(domain, block);
        return XenAnswer.leaf(call, block.order(), ask(call, domain, null));
    }

    private String ask(String call, Hvm domain, @Nullable RangeChange range) {
        return talk.ask(question.of(call, domain, base.cacheFlushPermitted(domain), range));
    }

    /** If the program does not say it: whether an ordinary frame of RAM gets another leaf than WB with IPAT where MTRRs make it UC. */
    @Override
    public boolean honoursGuestTypes(Hvm domain) {
        if (answered.contains(XenCall.TYPES_COUNT)) {
            return yes(domain, XenCall.TYPES_COUNT, XenCall.TYPES_COUNT.toString(), 0);
        }
        if (!answered.contains(XenCall.EMT)) {
            return base.honoursGuestTypes(domain);
        }
        long[] known = find(domain, COUNTS, 0, 0);
        return (known != null ? known : remember(typed(SampleDomain.like(domain, SampleDomain.RESET), ORDINARY)))[0]
                != WB_IPAT;
    }

    @Override
    public boolean cacheFlushPermitted(Hvm domain) {
        return answered.contains(XenCall.CACHE_FLUSH_PERMITTED)
                ? yes(domain, XenCall.CACHE_FLUSH_PERMITTED, XenCall.CACHE_FLUSH_PERMITTED.toString(), 0)
                : base.cacheFlushPermitted(domain);
    }

    private boolean yes(Hvm domain, XenCall call, String asked, long argument) {
        long[] known = find(domain, call.number(), argument, 0);
        return (known != null ? known : remember(XenAnswer.yes(asked, ask(asked, domain, null)) ? 1 : 0))[0] != 0;
    }

    /** What the program does at an event; the argument tells one question of a call from another. */
    private long[] event(Hvm domain, XenCall call, String asked, @Nullable RangeChange range, long argument) {
        long before = range == null ? 0 : (range.emptyBefore() ? 1 : 0) | (range.flushPermittedBefore() ? 2 : 0) | 4;
        long[] known = find(domain, call.number() | before << 8, argument, 0);
        return known != null ? known : remember(XenAnswer.effects(call, asked, ask(asked, domain, range)));
    }

    @Override
    public void memoryTypeChanged(Hvm domain, TypeChange change) {
        if (answered.contains(XenCall.MEMORY_TYPE_CHANGED)) {
            XenAnswer.play(typeChange(domain), change);
        } else {
            base.memoryTypeChanged(domain, change);
        }
    }

    private long[] typeChange(Hvm domain) {
        return event(domain, XenCall.MEMORY_TYPE_CHANGED, XenCall.MEMORY_TYPE_CHANGED.toString(), null, 0);
    }

    @Override
    public boolean typeChangeReaches(Hvm domain) {
        return answered.contains(XenCall.MEMORY_TYPE_CHANGED)
                ? XenAnswer.has(typeChange(domain), Effect.MARK)
                : base.typeChangeReaches(domain);
    }

    @Override
    public boolean flushesCaches(Hvm domain) {
        return answered.contains(XenCall.MEMORY_TYPE_CHANGED)
                ? XenAnswer.has(typeChange(domain), Effect.FLUSH)
                : base.flushesCaches(domain);
    }

    @Override
    public int guestType(MtrrRegisters mtrrs, long address, int order) {
        return answered.contains(XenCall.MTRR_TYPE)
                ? lookUp.type(mtrrs, address, order)
                : base.guestType(mtrrs, address, order);
    }

    @Override
    public void rangeChanged(Hvm domain, RangeChange range, TypeChange change) {
        XenCall call = range.permitted()
                ? (range.ioports() ? XenCall.IOPORT_PERMIT : XenCall.IOMEM_PERMIT)
                : (range.ioports() ? XenCall.IOPORT_DENY : XenCall.IOMEM_DENY);
        if (!answered.contains(call)) {
            base.rangeChanged(domain, range, change);
            return;
        }
        boolean left = range.ioports() ? domain.ioport() : domain.iomem();
        String asked = call + " left=" + (left ? 1 : 0) + " then=" + (base.cacheFlushPermitted(domain) ? 1 : 0);
        XenAnswer.play(event(domain, call, asked, range, 0), change);
    }

    @Override
    public boolean mappingPermits() {
        return permits;
    }

    @Override
    public void memoryMapped(Hvm domain, TypeChange change) {
        mapped(domain, null, change);
    }

    @Override
    public void mappingPermitted(Hvm domain, RangeChange range, TypeChange change) {
        mapped(domain, range, change);
    }

    private void mapped(Hvm domain, @Nullable RangeChange range, TypeChange change) {
        if (!answered.contains(XenCall.MEMORY_MAPPING)) {
            base.memoryMapped(domain, change);
            return;
        }
        String asked = XenCall.MEMORY_MAPPING + " then=" + (base.cacheFlushPermitted(domain) ? 1 : 0);
        long[] effects = event(domain, XenCall.MEMORY_MAPPING, asked, range, 0);
        if (XenAnswer.has(effects, Effect.PERMIT) != permits) {
            throw new DesignFault("its memory_mapping permits what it maps for some domains, and not for others");
        }
        XenAnswer.play(effects, change);
    }

    @Override
    public void mtrrWritten(Hvm domain, boolean fromSaveRecord, TypeChange change) {
        if (answered.contains(XenCall.MTRR_WRITTEN)) {
            int restoring = fromSaveRecord ? 1 : 0;
            String asked = XenCall.MTRR_WRITTEN + " restoring=" + restoring;
            XenAnswer.play(event(domain, XenCall.MTRR_WRITTEN, asked, null, restoring), change);
        } else {
            base.mtrrWritten(domain, fromSaveRecord, change);
        }
    }

    @Override
    public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {
        XenCall call = answer == Answer.UNPINNED ? XenCall.UNPIN : XenCall.PIN;
        if (!answered.contains(call)) {
            base.pinned(domain, answer, type, change);
            return;
        }
        int again = answer == Answer.PINNED_AGAIN ? 1 : 0;
        String asked = call + " type=" + type.code()
                + (call == XenCall.PIN ? " errno=" + answer.errno() + " again=" + again : "");
        XenAnswer.play(event(domain, call, asked, null, type.code() | again << 8 | answer.errno() << 16), change);
    }

    @Override
    public boolean mayPin(Hvm domain, MemType type) {
        return answered.contains(XenCall.MAY_PIN)
                ? yes(domain, XenCall.MAY_PIN, XenCall.MAY_PIN + " type=" + type.code(), type.code())
                : base.mayPin(domain, type);
    }

    @Override
    public void cacheDisableChanged(Hvm domain, int vcpu, TypeChange change) {
        if (!answered.contains(XenCall.CD)) {
            base.cacheDisableChanged(domain, vcpu, change);
            return;
        }
        boolean set = domain.cacheDisabled(vcpu);
        XenAnswer.play(event(domain, XenCall.CD, cd(vcpu, set), null, vcpu), change);
    }

    @Override
    public boolean cacheDisableForcesPat() {
        return forcesPat;
    }

    @Override
    public void devicesChanged(Hvm domain, TypeChange change) {
        if (answered.contains(XenCall.DEVICES_CHANGED)) {
            XenAnswer.play(event(domain, XenCall.DEVICES_CHANGED, XenCall.DEVICES_CHANGED.toString(), null, 0), change);
        } else {
            base.devicesChanged(domain, change);
        }
    }

    /** The answer to a question about a domain like this one; null if it was not asked yet. */
    private long @Nullable [] find(Hvm domain, long call, long first, long second) {
        int words = domain.keyWords();
        hasKey = words > 0;
        if (!hasKey) {
            return null;
        }
        Memory known = memory;
        if (known == null) {
            domainKey = new long[words];
            key = new long[ARGUMENTS + words];
            known = new Memory(key.length);
            memory = known;
        }
        domain.copyKey(domainKey);
        System.arraycopy(domainKey, 0, key, ARGUMENTS, words);
        key[0] = call | (long) (domain.current() + 1) << 32;
        key[1] = first;
        key[2] = second;
        return known.find(key);
    }

    /** Keeps the answer to the question that was last looked for. */
    private long[] remember(long... answer) {
        if (memory != null && hasKey) {
            memory.put(key, answer);
        }
        return answer;
    }
}
