package dev.stalemate.prove.resolver;

import dev.stalemate.prove.resolver.LookUps.XenAnswer;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;

/** Xen's look-up of the type of a page and of a block of pages, for lists of pairs of any length. */
final class XenLemmas {
    private final LookUps lookUps;
    private final Composition proof = new Composition();
    private final AnyPlace place = AnyPlace.any();
    private final MtrrTerms r = place.registers();
    private final PageBlock block = PageBlock.any(place);

    /** The types of the pairs that touch the block, the type of the last one, and the types of the pairs that match the page. */
    private final TypeSet touching = TypeSet.any("xen");

    private final Term last = Term.variable("xen.last", Codes.BITS);
    private final TypeSet matching = TypeSet.any("sdm");
    private final Loop loop;
    private final Term width = proof.assume(place.width());
    private final Term inside = proof.assume(place.inside());
    private final Term isBlock = proof.assume(block.legal());
    private final Term ofBlock = proof.assume(block.contains(place.frame()));
    private final Term legal = proof.assume(r.legal());
    private final Term legalPair = proof.assume(place.legal());
    private final List<Term> known = new ArrayList<>(List.of(width, inside, isBlock, ofBlock, legal));

    private XenLemmas(LookUps lookUps) {
        this.lookUps = lookUps;
        Term touches = lookUps.xenTouches(place.pair(), block.start(), block.shared());
        Term matches = lookUps.sdmMatches(place.pair(), place.frame());
        List<Term> start = new ArrayList<>(TypeSet.EMPTY.terms());
        start.add(Term.constant(Codes.BITS, 0));
        List<Term> next = new ArrayList<>(touching.with(touches, place.type()).terms());
        next.add(Term.ite(touches, place.type(), last));
        List<Term> variables = new ArrayList<>(touching.terms());
        variables.add(last);
        loop = Loop.over(place.pair())
                .with(variables, start, next)
                .with(
                        matching.terms(),
                        TypeSet.EMPTY.terms(),
                        matching.with(matches, place.type()).terms());
        known.add(proof.induct(
                "loop",
                "Xen has seen the type of each pair that matches the page, and the last type that it has seen is one of them",
                loop,
                List.of(legalPair, isBlock, ofBlock),
                Term.all(List.of(matching.within(touching), touching.isEmpty().or(touching.has(last))))));
    }

    private XenAnswer answer() {
        XenAnswer variable = lookUps.xenOverlap(touching, last, r.defaultType(), block.shared());
        return lookUps.xenType(r, block.start(), block.shared(), variable);
    }

    private Term sdm() {
        return lookUps.sdmType(r, place.address(), lookUps.sdmOverlap(matching, r.defaultType()));
    }

    private Term given(Term assumption) {
        known.add(proof.assume(assumption));
        return assumption;
    }

    /** For a page of 4 KiB it is the SDM's, wherever that is defined, whatever the registers hold. */
    static Composition page(LookUps lookUps) {
        XenLemmas lemma = new XenLemmas(lookUps);
        lemma.given(LookUps.orderAbove(lemma.block.shared(), 0).not());
        Term same = lemma.same(LookUps.orderAbove(lemma.block.shared(), 0).not());
        lemma.known.add(same);
        lemma.proof.show(
                "page",
                "no page is split, and where the SDM defines a type it is Xen's; elsewhere Xen gives the type of the last pair that matches",
                lemma.known,
                lemma.answer()
                        .splits()
                        .not()
                        .and(lemma.answer()
                                .type()
                                .eq(Term.ite(lemma.sdm().eq(Codes.UNDEFINED), lemma.last, lemma.sdm()))));
        return lemma.proof;
    }

    /** Where each pair that touches the block covers it, each page of a block that is not split has Xen's type by the SDM. */
    static Composition covered(LookUps lookUps) {
        XenLemmas lemma = new XenLemmas(lookUps);
        PairTerms pair = lemma.place.pair();
        Term covers = lemma.proof.assume(lookUps.xenTouches(pair, lemma.block.start(), lemma.block.shared())
                .implies(
                        pair.maskFrame().band(lemma.block.shared().bnot()).eq(Term.constant(PairTerms.FRAME_BITS, 0))));
        lemma.known.add(lemma.same(covers));
        lemma.given(lemma.answer().splits().not());
        lemma.given(LookUps.orderAbove(lemma.block.shared(), 0));
        lemma.proof.show(
                "block",
                "each page of it has that type by the SDM",
                lemma.known,
                lemma.answer().type().eq(lemma.sdm()));
        return lemma.proof;
    }

    /** Shows that the pairs that touch the block are those that match the page. */
    private Term same(Term covers) {
        return proof.induct(
                "same",
                "the pairs that touch the block are those that match the page",
                loop,
                List.of(covers, isBlock, ofBlock),
                touching.same(matching));
    }

    /** A block that is not split has by the SDM Xen's type at a page exactly if a pair matches the page, or the default type is that type. */
    static Composition exactly(LookUps lookUps) {
        XenLemmas lemma = new XenLemmas(lookUps);
        MtrrTerms r = lemma.r;
        lemma.given(LookUps.orderAbove(lemma.block.shared(), 0));
        lemma.given(lemma.answer().splits().not());
        lemma.given(r.enabled());
        lemma.given(r.fixedRules(lemma.place.address()).not());
        lemma.proof.show(
                "exactly",
                "a page has that type by the SDM exactly if no pair touches the block, a pair matches the page, or the type is the default type",
                lemma.known,
                lemma.answer()
                        .type()
                        .eq(lemma.sdm())
                        .eq(Term.any(List.of(
                                lemma.touching.isEmpty(),
                                lemma.matching.isEmpty().not(),
                                lemma.answer().type().eq(r.defaultType())))));
        return lemma.proof;
    }

    /** Below 1 MiB, where the fixed ranges rule, a block that is not split lies in one field. */
    static Composition fixed(LookUps lookUps) {
        XenLemmas lemma = new XenLemmas(lookUps);
        lemma.given(lemma.r.fixedRules(LookUps.address(lemma.block.start())));
        lemma.given(lemma.answer().splits().not());
        lemma.proof.show(
                "field",
                "each page of it has that type by the SDM",
                lemma.known,
                lemma.answer().type().eq(lemma.sdm()));
        return lemma.proof;
    }

    /** What does not reach memory_type_changed() changes no type. */
    static Composition unmarked(LookUps lookUps) {
        XenLemmas lemma = new XenLemmas(lookUps);
        MtrrTerms old = lemma.r;
        MtrrTerms other = MtrrTerms.any("other", 0, old.below());
        XenAnswer before = new XenAnswer(Term.variable("old.splits", Term.BOOL), Term.variable("old.type", Codes.BITS));
        XenAnswer after = new XenAnswer(Term.variable("new.splits", Term.BOOL), Term.variable("new.type", Codes.BITS));
        MtrrTerms fixed = new MtrrTerms(old.below(), old.defType(), other.fixed(), old.pairs());
        Term start = lemma.block.start();
        Term shared = lemma.block.shared();
        Term fixedOff = lemma.proof.assume(old.fixedEnabled().not());
        lemma.proof.show(
                "fixed",
                "with FE=0 or E=0 a fixed-range register changes no page's and no block's type",
                List.of(fixedOff),
                alike(lookUps.xenType(old, start, shared, before), lookUps.xenType(fixed, start, shared, before)));
        Term off = lemma.proof.assume(old.enabled().not());
        lemma.proof.show(
                "variable",
                "with E=0 a variable range changes none",
                List.of(off),
                alike(lookUps.xenType(old, start, shared, before), lookUps.xenType(old, start, shared, after)));
        return lemma.proof;
    }

    private static Term alike(XenAnswer one, XenAnswer other) {
        return one.splits().eq(other.splits()).and(one.splits().or(one.type().eq(other.type())));
    }
}
