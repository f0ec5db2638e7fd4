package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.MemType;
import dev.stalemate.prove.term.Term;
import java.util.List;

/**
 * What the SDM, KVM and Xen make of MTRRs, as terms. {@link CodeLemmas} says that they are what the program's code gives.
 *
 * <p>Tests plant errors by overriding.
 */
class LookUps {
    private static final Term NO_BITS = Term.constant(PairTerms.FRAME_BITS, 0);
    private static final int ORDER_64K = 4;
    private static final int ORDER_16K = 2;
    private static final int FIRST_MEGABYTE = 8;
    private static final int START_16K = 0x80;
    private static final int START_4K = 0xC0;

    /** Whether a valid pair matches a frame: SDM 11.11.2.3. */
    Term sdmMatches(PairTerms pair, Term frame) {
        return pair.valid()
                .and(frame.bxor(pair.baseFrame()).band(pair.maskFrame()).eq(NO_BITS));
    }

    /** The code of what the ranges that match give, or {@link Codes#UNDEFINED}: SDM 11.11.4.1. */
    Term sdmOverlap(TypeSet matching, Term defaultType) {
        return Term.ite(
                matching.isEmpty(),
                defaultType,
                Term.ite(
                        matching.uc(),
                        Codes.of(MemType.UC),
                        Term.ite(matching.agrees(), matching.agreed(), Codes.UNDEFINED)));
    }

    /** The code of an address, or {@link Codes#UNDEFINED}: {@link dev.stalemate.memtype.Mtrrs#type}. */
    Term sdmType(MtrrTerms r, Term address) {
        TypeSet matching = TypeSet.EMPTY;
        for (PairTerms pair : r.pairs()) {
            matching = matching.with(sdmMatches(pair, PairTerms.frame(address)), pair.type());
        }
        return sdmType(r, address, sdmOverlap(matching, r.defaultType()));
    }

    /** The same, given what the variable ranges say. */
    Term sdmType(MtrrTerms r, Term address, Term variable) {
        return Term.ite(
                r.enabled(), Term.ite(r.fixedRules(address), r.fixedType(address), variable), Codes.of(MemType.UC));
    }

    /** The first frame of a pair's range, as KVM has it. */
    Term kvmFirst(PairTerms pair) {
        return pair.baseFrame();
    }

    /** The last frame of a pair's range, as KVM has it. */
    Term kvmLast(PairTerms pair) {
        return pair.baseFrame().bor(pair.maskFrame().bnot()).band(pair.lastFrame());
    }

    /** Whether a frame is in a pair's range, as KVM has it, valid or not. */
    Term kvmRange(PairTerms pair, Term frame) {
        return kvmFirst(pair).ule(frame).and(frame.ule(kvmLast(pair)));
    }

    /** Whether KVM takes a frame for one that a pair types. */
    Term kvmMatches(PairTerms pair, Term frame) {
        return pair.valid().and(kvmRange(pair, frame));
    }

    /** One step of KVM's loop. */
    KvmWalk kvmNext(KvmWalk walk, Term matches, Term code) {
        return walk.next(matches, code);
    }

    /** One step of the loop of KVM's check of a large page. */
    UniformWalk uniformNext(UniformWalk walk, Term touches, Term code, Term first, Term last) {
        return walk.next(touches, code, first, last);
    }

    /**
     * Whether KVM thinks that a block has one type: {@link dev.stalemate.systems.kvm.KvmMtrrLookup#uniform}.
     *
     * @param r registers whose pairs are in the order of KVM's list
     * @param start the block's first frame
     * @param last its last frame
     * @param fixed the types of the fixed fields that have a frame of the block, where fixed ranges rule its beginning
     */
    Term kvmUniform(MtrrTerms r, Term start, Term last, TypeSet fixed) {
        UniformWalk walk = UniformWalk.start(start, fixed);
        for (PairTerms pair : r.pairs()) {
            Term first = kvmFirst(pair);
            Term end = kvmLast(pair);
            Term touches = pair.valid().and(first.ule(last)).and(start.ule(end));
            walk = uniformNext(walk, touches, pair.type(), first, end);
        }
        return walk.answer(last, r.defaultType());
    }

    /** Whether pair {@code i} of the registers stands before pair {@code j} on KVM's list: by descending base, then by number. */
    Term kvmBefore(List<PairTerms> pairs, int i, int j) {
        Term base = pairs.get(i).base();
        Term other = pairs.get(j).base();
        return i < j ? base.ult(other).not() : other.ult(base);
    }

    /** What KVM makes of the pairs for a frame. */
    KvmSets kvmSets(List<PairTerms> pairs, Term frame) {
        List<Term> matches = pairs.stream().map(pair -> kvmMatches(pair, frame)).toList();
        TypeSet all = TypeSet.EMPTY;
        Term clashes = Term.FALSE;
        for (int i = 0; i < pairs.size(); i++) {
            TypeSet before = TypeSet.EMPTY;
            for (int j = 0; j < pairs.size(); j++) {
                if (j != i) {
                    before = before.with(
                            matches.get(j).and(kvmBefore(pairs, j, i)),
                            pairs.get(j).type());
                }
            }
            Term type = pairs.get(i).type();
            all = all.with(matches.get(i), type);
            clashes = clashes.or(KvmSets.clashes(matches.get(i), type, before));
        }
        return new KvmSets(all, clashes);
    }

    /** The code of a page: {@link dev.stalemate.systems.kvm.KvmMtrrLookup#type}. */
    Term kvmType(MtrrTerms r, Term hasMtrrs, Term address) {
        return kvmType(
                r,
                hasMtrrs,
                address,
                kvmSets(r.pairs(), PairTerms.frame(address)).answer(r.defaultType()));
    }

    /** The same, given what the variable ranges say. */
    Term kvmType(MtrrTerms r, Term hasMtrrs, Term address, Term variable) {
        return Term.ite(
                r.enabled(),
                Term.ite(r.fixedRules(address), r.fixedType(address), variable),
                Term.ite(hasMtrrs, Codes.of(MemType.UC), Codes.of(MemType.WB)));
    }

    /**
     * Whether Xen takes a pair for one that covers a block.
     *
     * @param start the block's first frame
     * @param block the bits of a frame that all frames of the block share, set
     */
    Term xenTouches(PairTerms pair, Term start, Term block) {
        return pair.valid()
                .and(start.bxor(pair.baseFrame())
                        .band(pair.maskFrame())
                        .band(block)
                        .eq(NO_BITS));
    }

    /** Whether Xen splits a block below 1 MiB where the fixed ranges rule. */
    Term xenSplitsFixed(Term start, Term block) {
        Term first = start.extract(FIRST_MEGABYTE - 1, 0);
        return Term.ite(
                first.ult(Term.constant(FIRST_MEGABYTE, START_16K)),
                orderAbove(block, ORDER_64K),
                Term.ite(
                        first.ult(Term.constant(FIRST_MEGABYTE, START_4K)),
                        orderAbove(block, ORDER_16K),
                        orderAbove(block, 0)));
    }

    /** Whether a block is of more than 2^order frames. */
    static Term orderAbove(Term block, int order) {
        return block.extract(order, order).eq(Term.constant(1, 0));
    }

    /** What Xen makes of the types that match a block, and of the type of the last pair that does. */
    XenAnswer xenOverlap(TypeSet types, Term last, Term defaultType, Term block) {
        Term large = orderAbove(block, 0);
        Term page = Term.ite(types.uc(), Codes.of(MemType.UC), Term.ite(types.isWtAndWb(), Codes.of(MemType.WT), last));
        return new XenAnswer(
                types.several().and(large),
                Term.ite(types.isEmpty(), defaultType, Term.ite(types.several(), page, last)));
    }

    /**
     * Xen's answer for the block that holds an address: {@link dev.stalemate.systems.xen.leaf.XenMtrrs#type}.
     *
     * @param block as in {@link #xenTouches}
     */
    XenAnswer xenType(MtrrTerms r, Term address, Term block) {
        Term start = PairTerms.frame(address).band(block);
        TypeSet types = TypeSet.EMPTY;
        Term last = Term.constant(Codes.BITS, 0);
        for (PairTerms pair : r.pairs()) {
            Term touches = xenTouches(pair, start, block);
            types = types.with(touches, pair.type());
            last = Term.ite(touches, pair.type(), last);
        }
        return xenType(r, start, block, xenOverlap(types, last, r.defaultType(), block));
    }

    /** The same, given what the variable ranges say, for the block that begins at a frame. */
    XenAnswer xenType(MtrrTerms r, Term start, Term block, XenAnswer variable) {
        Term address = address(start);
        Term fixed = r.enabled().and(r.fixedRules(address));
        Term splits = Term.ite(fixed, xenSplitsFixed(start, block), variable.splits());
        Term type = Term.ite(fixed, r.fixedType(address), variable.type());
        return new XenAnswer(r.enabled().and(splits), Term.ite(r.enabled(), type, Codes.of(MemType.UC)));
    }

    /** The first address of a frame. */
    static Term address(Term frame) {
        return frame.zeroExtend(Long.SIZE - PAGE_SHIFT).concat(Term.constant(PAGE_SHIFT, 0));
    }

    private static final int PAGE_SHIFT = 12;

    /**
     * What Xen says of a block.
     *
     * @param splits whether it has no one type
     * @param type the code of its type, if it has one
     */
    record XenAnswer(Term splits, Term type) {}
}
