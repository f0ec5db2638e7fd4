package dev.stalemate.prove.resolver;

import dev.stalemate.prove.term.Term;

/**
 * Any aligned block of 2^order frames, and any page of it.
 *
 * @param start its first frame
 * @param shared the bits of a frame that all frames of the block share, set
 * @param legal assumed: it is such a block, below 2^MAXPHYADDR
 */
record PageBlock(Term start, Term shared, Term legal) {
    /** Any block at a place. */
    static PageBlock any(AnyPlace place) {
        Term start = Term.variable("start", PairTerms.FRAME_BITS);
        Term inside = Term.variable("offset", PairTerms.FRAME_BITS);
        Term none = Term.constant(PairTerms.FRAME_BITS, 0);
        Term legal = inside.band(inside.add(PairTerms.one()))
                .eq(none)
                .and(start.band(inside).eq(none))
                .and(start.bor(inside).ule(place.pair().lastFrame()));
        return new PageBlock(start, inside.bnot(), legal);
    }

    /** Its last frame. */
    Term last() {
        return start.bor(shared.bnot());
    }

    /** Whether a frame is one of it. */
    Term contains(Term frame) {
        return frame.bxor(start).band(shared).eq(Term.constant(PairTerms.FRAME_BITS, 0));
    }
}
