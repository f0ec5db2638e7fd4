package dev.stalemate.prove.resolver;

import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;

/** One pair: KVM's range and what the SDM's formula matches. */
final class RangeLemmas {
    static final String GROUP = "A variable range: KVM's and the SDM's";
    static final String REGULAR =
            "its size is a power of two and its base a multiple of the size (SDM 11.11.4: a mask without holes, no bit of the base outside of it)";

    private final LookUps lookUps;

    RangeLemmas(LookUps lookUps) {
        this.lookUps = lookUps;
    }

    /** A regular pair's range is what the formula matches. */
    Composition same() {
        Composition proof = new Composition();
        AnyPlace place = AnyPlace.any();
        matches(
                proof,
                place,
                proof.assumeAll(
                        place.width(),
                        place.inside(),
                        place.legal(),
                        place.pair().regular()));
        return proof;
    }

    /** Shows that KVM takes a pair for one that matches exactly where the SDM does. */
    Term matches(Composition proof, AnyPlace place, List<Term> given) {
        return proof.show(
                "match",
                "KVM's range of a regular pair is what the SDM's formula matches",
                given,
                lookUps.kvmMatches(place.pair(), place.frame()).eq(lookUps.sdmMatches(place.pair(), place.frame())));
    }

    /** Of every other valid pair, some address is in one and not in the other. */
    Composition only() {
        Composition proof = new Composition();
        AnyPlace place = AnyPlace.any();
        PairTerms pair = place.pair();
        List<Term> given = proof.assumeAll(
                place.width(), place.legal(), pair.valid(), pair.regular().not());
        proof.show(
                "differs",
                "the base with the mask's bits alone, or one with the mask's lowest bit changed that stays in KVM's range, is in one of them alone",
                given,
                Term.any(witnesses(pair).stream()
                        .map(frame -> frame.ule(pair.lastFrame()).and(differs(pair, frame)))
                        .toList()));
        return proof;
    }

    /** Frames of which one is in KVM's range or matches, and not both, if the pair isn't regular. */
    static List<Term> witnesses(PairTerms pair) {
        // The lowest frame that the formula matches lies below KVM's range if the base has bits outside of the mask.
        Term lowest = pair.baseFrame().band(pair.maskFrame());
        // Else the mask has a hole above its lowest bit: a frame with another value there, and in the hole what keeps
        // it in KVM's range.
        Term low = pair.maskFrame().band(pair.maskFrame().neg());
        Term hole = pair.maskFrame().add(low).band(pair.maskFrame().bnot());
        return List.of(
                lowest,
                pair.baseFrame().bor(low),
                pair.baseFrame().band(low.bnot()).bor(hole));
    }

    private Term differs(PairTerms pair, Term frame) {
        return lookUps.kvmMatches(pair, frame).ne(lookUps.sdmMatches(pair, frame));
    }

    /** Some terms and another one. */
    static List<Term> append(List<Term> given, Term another) {
        List<Term> all = new ArrayList<>(given);
        all.add(another);
        return all;
    }
}
