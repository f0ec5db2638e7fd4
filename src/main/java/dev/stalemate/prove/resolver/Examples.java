package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.stalemate.memtype.LargePage;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.prove.term.Term;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmMtrrLookup;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Where to look for what makes statements false. The fixed ranges are off: all that is false above 1 MiB is about variable ranges. */
final class Examples {
    private static final int ORDER_2M = 9;
    private static final int FRAMES_2M = 1 << ORDER_2M;
    private static final long PAGE = 0x1000;
    private static final Term BELOW = Term.constant(Long.SIZE, (1L << Search.LEAST_WIDTH) - 1);
    private static final PairTerms NOT_WRITTEN =
            new PairTerms(Term.constant(Long.SIZE, 0), Term.constant(Long.SIZE, 0), BELOW);

    private final LookUps lookUps;
    private final Term address = Term.variable("address", Long.SIZE);
    private final Term other = Term.variable("other", Long.SIZE);
    private final Term start = PairTerms.frame(address);
    private final Term block = Term.constant(PairTerms.FRAME_BITS, -FRAMES_2M);

    Examples(LookUps lookUps) {
        this.lookUps = lookUps;
    }

    private static MtrrTerms registers(int pairs) {
        return MtrrTerms.any("r", pairs, BELOW);
    }

    private List<Term> usual(MtrrTerms r) {
        return new ArrayList<>(List.of(
                r.legal(), r.contains(address), r.enabled(), r.fixedEnabled().not()));
    }

    private static boolean usual(Sample sample) {
        return (sample.defType() & (MtrrMsr.E | MtrrMsr.FE)) == MtrrMsr.E;
    }

    private Search search(
            MtrrTerms r, List<Term> wanted, Predicate<Sample> confirms, Function<Sample, List<String>> shows) {
        return new Search(r, NOT_WRITTEN, address, ImmutableList.copyOf(wanted), confirms, shows);
    }

    /** Regular pairs, for which KVM's type is not the SDM's. */
    Search types() {
        MtrrTerms r = registers(2);
        return types(r, Term.all(r.pairs().stream().map(PairTerms::regular).toList()), Sample::isRegular);
    }

    /** One pair whose mask has a hole. */
    Search typesWithHole() {
        MtrrTerms r = registers(1);
        PairTerms pair = r.pairs().get(0);
        return types(r, pair.aligned().and(pair.contiguous().not()), sample -> !sample.isContiguous());
    }

    /** One pair whose base is no multiple of its size. */
    Search typesUnaligned() {
        MtrrTerms r = registers(1);
        PairTerms pair = r.pairs().get(0);
        return types(r, pair.contiguous().and(pair.aligned().not()), Sample::isContiguous);
    }

    private Search types(MtrrTerms r, Term condition, Predicate<Sample> confirms) {
        List<Term> wanted = usual(r);
        wanted.add(condition);
        Term sdm = lookUps.sdmType(r, address);
        wanted.add(sdm.ne(Codes.UNDEFINED));
        wanted.add(sdm.ne(lookUps.kvmType(r, Term.TRUE, address)));
        return search(
                r,
                wanted,
                sample -> usual(sample) && confirms.test(sample) && differs(sample),
                sample -> List.of("at " + hex(sample.address()) + " the SDM gives "
                        + Mtrrs.type(sample.registers(), sample.address()) + ", KVM "
                        + KvmMtrrLookup.type(sample.registers(), true, sample.address())));
    }

    private static boolean differs(Sample sample) {
        MtrrState state = sample.registers();
        MemType sdm = Mtrrs.type(state, sample.address());
        return sdm != null && sdm != KvmMtrrLookup.type(state, true, sample.address());
    }

    /** A pair with a hole in its mask, for which the check says one type where there are several. */
    Search largeWithHole() {
        MtrrTerms r = registers(1);
        PairTerms pair = r.pairs().get(0);
        return mixed(r, pair.aligned().and(pair.contiguous().not()), sample -> !sample.isContiguous());
    }

    /** The same with bases that are no multiples of their sizes. */
    Search largeUnaligned() {
        MtrrTerms r = registers(2);
        Term contiguous = Term.all(r.pairs().stream().map(PairTerms::contiguous).toList());
        return mixed(r, contiguous, Sample::isContiguous);
    }

    private Search mixed(MtrrTerms r, Term condition, Predicate<Sample> confirms) {
        List<Term> wanted = usual(r);
        wanted.add(condition);
        wanted.add(startsAtAddress());
        wanted.add(uniform(r));
        Term sdm = lookUps.sdmType(r, address);
        Term another = lookUps.sdmType(r, other);
        wanted.add(inBlock(other));
        wanted.add(sdm.ne(Codes.UNDEFINED).and(another.ne(Codes.UNDEFINED)).and(sdm.ne(another)));
        return search(
                r,
                wanted,
                sample -> usual(sample)
                        && confirms.test(sample)
                        && isBlock(sample)
                        && KvmMtrrLookup.uniform(sample.registers(), sample.address(), ORDER_2M)
                        && sdmLarge(sample) == LargePage.MIXED,
                sample -> List.of(
                        "KVM's check says one type for 2 MiB from " + hex(sample.address()),
                        "the SDM gives " + pages(sample)));
    }

    /** Regular pairs, for which the check says several types where there is one. */
    Search needlesslySplit() {
        MtrrTerms r = registers(2);
        List<Term> wanted = usual(r);
        wanted.add(startsAtAddress());
        wanted.add(uniform(r).not());
        wanted.add(Term.all(r.pairs().stream()
                .map(pair -> pair.regular().and(pair.valid()).and(Codes.is(pair.type(), MemType.WB)))
                .toList()));
        // Two halves of the block: the list has the upper one first.
        wanted.add(r.pairs().get(0).baseFrame().eq(start));
        wanted.add(r.pairs().get(1).baseFrame().eq(start.add(Term.constant(PairTerms.FRAME_BITS, FRAMES_2M / 2))));
        wanted.add(Term.all(r.pairs().stream()
                .map(pair -> pair.freeFrame().eq(Term.constant(PairTerms.FRAME_BITS, FRAMES_2M / 2 - 1)))
                .toList()));
        return search(
                r,
                wanted,
                sample -> usual(sample)
                        && sample.isRegular()
                        && isBlock(sample)
                        && !KvmMtrrLookup.uniform(sample.registers(), sample.address(), ORDER_2M)
                        && sdmLarge(sample).type() != null,
                sample -> List.of(
                        "KVM's check says several types for 2 MiB from " + hex(sample.address()),
                        "the SDM gives " + sdmLarge(sample).type() + " throughout"));
    }

    /** KVM's check of the block from the address, for pairs of which at most the first two are there. */
    private Term uniform(MtrrTerms r) {
        Term last = start.bor(block.bnot());
        List<PairTerms> pairs = r.pairs();
        Term inOrder = pairs.size() == 1 ? Term.TRUE : lookUps.kvmBefore(pairs, 0, 1);
        MtrrTerms reversed = r.withPairs(List.copyOf(Lists.reverse(pairs)));
        return Term.ite(
                inOrder,
                lookUps.kvmUniform(r, start, last, TypeSet.EMPTY),
                lookUps.kvmUniform(reversed, start, last, TypeSet.EMPTY));
    }

    private Term startsAtAddress() {
        return address.band(Term.constant(Long.SIZE, (PAGE << ORDER_2M) - 1)).eq(Term.constant(Long.SIZE, 0));
    }

    private Term inBlock(Term of) {
        return PairTerms.frame(of)
                .bxor(start)
                .band(block)
                .eq(Term.constant(PairTerms.FRAME_BITS, 0))
                .and(of.band(BELOW.bnot()).eq(Term.constant(Long.SIZE, 0)));
    }

    private static boolean isBlock(Sample sample) {
        return sample.address() % (PAGE << ORDER_2M) == 0;
    }

    private static LargePage sdmLarge(Sample sample) {
        return Mtrrs.large(sample.registers(), sample.address(), ORDER_2M);
    }

    /** The first page's type, and the first page that has another one. */
    private static String pages(Sample sample) {
        MtrrState state = sample.registers();
        MemType first = Mtrrs.type(state, sample.address());
        for (int i = 1; i < FRAMES_2M; i++) {
            long page = sample.address() + i * PAGE;
            MemType type = Mtrrs.type(state, page);
            if (type != first) {
                return first + " at " + hex(sample.address()) + " and " + type + " at " + hex(page);
            }
        }
        return first + " throughout";
    }

    /** A write of PHYSBASE0 for which zapping the new range alone is not enough. */
    Search moved() {
        return zap(MtrrMsr.physBase(0));
    }

    /** The same of PHYSMASK0. */
    Search shrunk() {
        return zap(MtrrMsr.physMask(0));
    }

    private Search zap(int msr) {
        MtrrTerms r = registers(1);
        PairTerms old = r.pairs().get(0);
        PairTerms written = PairTerms.any("written", BELOW);
        List<Term> wanted = usual(r);
        wanted.add(written.legal());
        wanted.add(
                MtrrMsr.isMask(msr)
                        ? written.base().eq(old.base())
                        : written.mask().eq(old.mask()));
        wanted.add(written.type().eq(old.type()));
        wanted.add(old.regular().and(written.regular()).and(written.valid()));
        wanted.add(lookUps.kvmRange(written, start).not());
        wanted.add(lookUps.kvmType(r, Term.TRUE, address)
                .ne(lookUps.kvmType(r.withPairs(List.of(written)), Term.TRUE, address)));
        return new Search(
                r,
                written,
                address,
                ImmutableList.copyOf(wanted),
                sample -> usual(sample) && isMissed(sample, msr),
                sample -> List.of(
                        "pair 0 becomes " + sample.pair(sample.newBase(), sample.newMask()),
                        hex(sample.address()) + " was " + KvmMtrrLookup.type(sample.registers(), true, sample.address())
                                + ", is " + KvmMtrrLookup.type(written(sample, msr), true, sample.address())
                                + ", and is not zapped"));
    }

    private static boolean isMissed(Sample sample, int msr) {
        boolean mask = MtrrMsr.isMask(msr);
        boolean oneIsWritten = mask
                ? sample.newBase() == sample.bases().get(0)
                : sample.newMask() == sample.masks().get(0);
        boolean sameType = ((sample.newBase() ^ sample.bases().get(0)) & 0xFF) == 0;
        boolean valid = (sample.newMask() & sample.masks().get(0) & MtrrMsr.V) != 0;
        if (!oneIsWritten || !sameType || !valid || !sample.isRegular() || !isRegularAfter(sample)) {
            return false;
        }
        OneVcpu vcpu = written(sample, msr);
        return !vcpu.isZapped(sample.address())
                && KvmMtrrLookup.type(sample.registers(), true, sample.address())
                        != KvmMtrrLookup.type(vcpu, true, sample.address());
    }

    private static boolean isRegularAfter(Sample sample) {
        long[] numbers = sample.numbers();
        numbers[4] = sample.newBase();
        numbers[5] = sample.newMask();
        return sample.with(numbers).isRegular();
    }

    private static OneVcpu written(Sample sample, int msr) {
        OneVcpu vcpu = new OneVcpu(sample.registers());
        vcpu.write(linux(), msr, MtrrMsr.isMask(msr) ? sample.newMask() : sample.newBase());
        return vcpu;
    }

    private static KvmDesign linux() {
        return new KvmSystem().design("linux-6.7");
    }

    /** A regular pair over part of a block, which Xen takes for one over all of it. */
    Search xenPartial() {
        MtrrTerms r = registers(1);
        List<Term> wanted = usual(r);
        wanted.add(r.pairs().get(0).regular());
        LookUps.XenAnswer xen = lookUps.xenType(r, address, block);
        wanted.add(startsAtAddress());
        wanted.add(inBlock(other));
        wanted.add(xen.splits().not().and(xen.type().ne(lookUps.sdmType(r, other))));
        return search(
                r,
                wanted,
                sample -> usual(sample)
                        && sample.isRegular()
                        && isBlock(sample)
                        && XenMtrrs.type(sample.registers(), sample.address(), ORDER_2M) != XenMtrrs.SPLIT
                        && sdmLarge(sample) == LargePage.MIXED,
                sample -> List.of(
                        "Xen gives " + MemType.ofCode(XenMtrrs.type(sample.registers(), sample.address(), ORDER_2M))
                                + " for 2 MiB from " + hex(sample.address()),
                        "the SDM gives " + pages(sample)));
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
