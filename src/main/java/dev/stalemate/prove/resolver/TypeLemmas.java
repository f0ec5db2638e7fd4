package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.MemType;
import dev.stalemate.prove.term.Term;
import java.util.List;

/** KVM's look-up of a page's type and the SDM's, for lists of pairs of any length. */
final class TypeLemmas {
    private final LookUps lookUps;
    private final RangeLemmas ranges;

    TypeLemmas(LookUps lookUps) {
        this.lookUps = lookUps;
        this.ranges = new RangeLemmas(lookUps);
    }

    /** One valid pair, which is regular. */
    Composition onePair() {
        Composition proof = new Composition();
        AnyPlace place = AnyPlace.any();
        MtrrTerms one = place.registers().withPairs(List.of(place.pair()));
        Term legal = one.legal();
        List<Term> given = proof.assumeAll(
                place.width(), place.inside(), legal, place.pair().regular());
        proof.show(
                "look-up",
                "with one pair, valid or not, both give the same type",
                given,
                lookUps.kvmType(one, Term.TRUE, place.address()).eq(lookUps.sdmType(one, place.address())));
        AnyPlace others = AnyPlace.any("other");
        proof.show(
                "others",
                "a pair with V=0 changes nothing, wherever it stands",
                proof.assumeAll(others.pair().valid().not()),
                new Composed(proof, others, lookUps).unchanged());
        return proof;
    }

    /** One valid pair which is not regular. */
    Composition onlyRegular() {
        Composition proof = new Composition();
        AnyPlace place = AnyPlace.any();
        PairTerms pair = place.pair();
        MtrrTerms one = place.registers().withPairs(List.of(pair));
        proof.assume(one.enabled());
        List<Term> given = proof.assumeAll(
                place.width(),
                one.legal(),
                one.enabled(),
                one.fixedEnabled().not(),
                pair.valid(),
                pair.regular().not(),
                pair.type().ne(one.defaultType()));
        Term differs = Term.FALSE;
        for (Term frame : RangeLemmas.witnesses(pair)) {
            Term address = LookUps.address(frame);
            differs = differs.or(one.contains(address)
                    .and(lookUps.kvmType(one, Term.TRUE, address).ne(lookUps.sdmType(one, address))));
        }
        proof.show("differs", "some address has another type for KVM than for the SDM", given, differs);
        return proof;
    }

    /** At most one pair matches. */
    Composition atMostOne() {
        Composed at = composed();
        Term alone = at.proof.assume(
                lookUps.sdmMatches(at.place.pair(), at.place.frame()).implies(at.sdm.isEmpty()));
        Term one = at.proof.induct(
                "one",
                "the pairs that match are of one type at most",
                at.loop,
                List.of(alone),
                at.sdm.several().not());
        Term agrees = at.proof.show("agrees", "one type agrees", List.of(one), at.sdm.agrees());
        return at.equal(agrees);
    }

    /** All that match have one type, or are WT and WB. */
    Composition agreeing() {
        Composed at = composed();
        return at.equal(at.proof.assume(at.sdm.agrees()));
    }

    /** What KVM gives where UC and other types match. */
    Composition exactly() {
        Composed at = composed();
        Term answers = at.answers();
        Term sdm = lookUps.sdmOverlap(at.sdm, at.place.registers().defaultType());
        Term defined = at.proof.assume(sdm.ne(Codes.UNDEFINED));
        Term kvm = at.walk.answer(at.place.registers().defaultType());
        at.proof.show(
                "exactly",
                "KVM's type is the SDM's exactly if the types agree, or the first range that clashes with those before it is UC",
                List.of(at.same, answers, defined, at.legalDefault()),
                kvm.eq(sdm).eq(at.sdm.agrees().or(at.kvm.ucClashes())));
        Term clash = at.proof.assume(at.sdm.agrees().not());
        at.proof.show(
                "otherwise",
                "where types do not agree KVM gives UC or WB",
                List.of(at.same, answers, clash),
                kvm.eq(Term.ite(at.kvm.ucClashes(), Codes.of(MemType.UC), Codes.of(MemType.WB))));
        return at.proof;
    }

    private Composed composed() {
        Composition proof = new Composition();
        AnyPlace place = AnyPlace.any();
        Composed at = new Composed(proof, place, lookUps);
        List<Term> given = proof.assumeAll(
                place.width(), place.inside(), place.legal(), place.pair().regular());
        at.compose(ranges.matches(proof, place, given));
        return at;
    }
}
