package dev.stalemate.prove.resolver;

import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * Where KVM's check of a large page is in its loop over the list of variable ranges: kvm_mtrr_check_gfn_range_consistency(), as
 * {@link dev.stalemate.systems.kvm.KvmMtrrLookup#uniform} has it. Frames have a bit more here, as the first one beyond all may be meant.
 *
 * @param types of the ranges that touch the block
 * @param covered the first frame up to which the ranges seen cover the block
 * @param partial whether a gap was seen
 */
record UniformWalk(TypeSet types, Term covered, Term partial) {
    private static final int BITS = PairTerms.FRAME_BITS + 1;

    /** Any place at all. */
    static UniformWalk any(String name) {
        return new UniformWalk(
                TypeSet.any(name), Term.variable(name + ".covered", BITS), Term.variable(name + ".partial", Term.BOOL));
    }

    /** Before the first range: of a block that begins at a frame, with the types of the fixed ranges in it. */
    static UniformWalk start(Term start, TypeSet fixed) {
        return new UniformWalk(fixed, wide(start), Term.FALSE);
    }

    /** What it consists of. */
    List<Term> terms() {
        List<Term> all = new ArrayList<>(types.terms());
        all.add(covered);
        all.add(partial);
        return all;
    }

    /** After one more range, which touches the block or not. */
    UniformWalk next(Term touches, Term code, Term first, Term last) {
        Term end = wide(last).add(Term.constant(BITS, 1));
        return new UniformWalk(
                types.with(touches, code),
                Term.ite(touches.and(covered.ult(end)), end, covered),
                partial.or(touches.and(covered.ult(wide(first)))));
    }

    /** Whether the block, up to its last frame, is thought to be of one type. */
    Term answer(Term lastOfBlock, Term defaultType) {
        Term gap = partial.or(covered.ule(wide(lastOfBlock)));
        return types.several().not().and(gap.not().or(types.isEmpty()).or(types.has(defaultType)));
    }

    /** Whether a frame lies below what is covered. */
    Term covers(Term frame) {
        return wide(frame).ult(covered);
    }

    private static Term wide(Term frame) {
        return frame.zeroExtend(BITS);
    }
}
