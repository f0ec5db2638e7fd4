package dev.stalemate.prove.resolver;

import dev.stalemate.prove.term.Term;
import java.util.List;

/**
 * A pair of variable-range MTRRs as terms. Frames are bits 51:12 of an address, as terms of {@link #FRAME_BITS} bits.
 *
 * @param base IA32_MTRR_PHYSBASEn, 64 bits
 * @param mask IA32_MTRR_PHYSMASKn, 64 bits
 * @param below the bits below MAXPHYADDR set, the others clear, 64 bits
 */
record PairTerms(Term base, Term mask, Term below) {
    /** Bits of a frame's number: no address has more than 52. */
    static final int FRAME_BITS = 40;

    private static final int PAGE_SHIFT = 12;
    private static final int VALID_BIT = 11;
    private static final int TOP = PAGE_SHIFT + FRAME_BITS - 1;

    /** A pair that may hold anything. */
    static PairTerms any(String name, Term below) {
        return new PairTerms(Term.variable(name + ".base", Long.SIZE), Term.variable(name + ".mask", Long.SIZE), below);
    }

    /** The number of the frame that holds an address. */
    static Term frame(Term address) {
        return address.extract(TOP, PAGE_SHIFT);
    }

    /** Whether WRMSR takes both values: {@link dev.stalemate.memtype.MtrrMsr#accepts}. */
    Term legal() {
        Term frames = below.band(Term.constant(Long.SIZE, -1L << PAGE_SHIFT));
        Term noFrame = frames.bnot();
        return Term.all(List.of(
                base.band(noFrame).band(Term.constant(Long.SIZE, ~0xFFL)).eq(zero()),
                Codes.legal(base),
                mask.band(noFrame)
                        .band(Term.constant(Long.SIZE, ~(1L << VALID_BIT)))
                        .eq(zero())));
    }

    /** Bit V. */
    Term valid() {
        return mask.extract(VALID_BIT, VALID_BIT).eq(Term.constant(1, 1));
    }

    /** The code of its type. */
    Term type() {
        return base.extract(Codes.BITS - 1, 0);
    }

    /** The base, as a frame. */
    Term baseFrame() {
        return frame(base);
    }

    /** The mask's bits that are compared, as those of a frame. */
    Term maskFrame() {
        return frame(mask);
    }

    /** The highest frame that there is. */
    Term lastFrame() {
        return frame(below);
    }

    /** The bits of a frame that the mask leaves out: of a mask without holes, the size in frames, less one. */
    Term freeFrame() {
        return maskFrame().bnot().band(lastFrame());
    }

    /** Whether it is as SDM 11.11.4 asks: a size that is a power of two, and a base that is a multiple of the size. */
    Term regular() {
        return contiguous().and(aligned());
    }

    /** Whether the mask has no holes: below its lowest bit that is set none is, and above it all are. */
    Term contiguous() {
        Term free = freeFrame();
        return free.band(free.add(one())).eq(Term.constant(FRAME_BITS, 0));
    }

    /** Whether the base has no bit that the mask leaves out. */
    Term aligned() {
        return baseFrame().band(freeFrame()).eq(Term.constant(FRAME_BITS, 0));
    }

    /** A frame's 1. */
    static Term one() {
        return Term.constant(FRAME_BITS, 1);
    }

    private static Term zero() {
        return Term.constant(Long.SIZE, 0);
    }
}
