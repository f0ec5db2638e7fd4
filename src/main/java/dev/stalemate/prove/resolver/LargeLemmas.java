package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * KVM's check whether a large page has one type, for lists of pairs of any length: any block of 2^order frames, and any page of it.
 *
 * <p>Shown is that the page has a type that depends on the block alone, so that any two pages of it have the same.
 */
final class LargeLemmas {
    private static final Term END_OF_FIXED = frame(FixedRanges.END);

    private final LookUps lookUps;
    private final Composition proof = new Composition();
    private final AnyPlace place = AnyPlace.any();
    private final MtrrTerms r = place.registers();
    private final PageBlock block = PageBlock.any(place);
    private final UniformWalk check = UniformWalk.any("check");
    private final TypeSet fixed = TypeSet.any("fixed");
    private final Term hasMtrrs = Term.variable("has-mtrrs", Term.BOOL);
    private final Composed at;

    private final Term inside = proof.assume(place.inside());
    private final Term isBlock = proof.assume(block.legal());
    private final Term ofBlock = proof.assume(block.contains(place.frame()));
    private final Term legal = proof.assume(r.legal());
    private final Term legalPair = proof.assume(place.legal());
    private final Term width = proof.assume(place.width());

    /** Whether the fixed ranges rule the block's beginning, and all of it. */
    private final Term low = r.fixedRules(LookUps.address(block.start()));

    private final Term onlyFixed = low.and(block.last().ult(END_OF_FIXED));

    private LargeLemmas(LookUps lookUps) {
        this.lookUps = lookUps;
        this.at = new Composed(proof, place, lookUps);
    }

    private static Term frame(long address) {
        return PairTerms.frame(Term.constant(Long.SIZE, address));
    }

    /** Where the check says one type, KVM's own look-up gives one, whatever the registers hold. */
    static Composition own(LookUps lookUps) {
        LargeLemmas lemma = new LargeLemmas(lookUps);
        List<Term> known = lemma.known();
        known.add(lemma.at.answers());
        Term variable = lemma.at.walk.answer(lemma.r.defaultType());
        lemma.proof.show(
                "one",
                "a page of it has the type that the check has found, or the default type where it has found none",
                known,
                lookUps.kvmType(lemma.r, lemma.hasMtrrs, lemma.place.address(), variable)
                        .eq(lemma.found(Term.ite(lemma.hasMtrrs, Codes.of(MemType.UC), Codes.of(MemType.WB)))));
        return lemma.proof;
    }

    /** Where the check says one type, the SDM gives one, if pairs are regular. */
    static Composition sdm(LookUps lookUps) {
        LargeLemmas lemma = new LargeLemmas(lookUps);
        List<Term> known = lemma.known();
        Term regular = lemma.proof.assume(lemma.place.pair().regular());
        lemma.at.compose(new RangeLemmas(lookUps)
                .matches(lemma.proof, lemma.place, List.of(lemma.width, lemma.inside, lemma.legalPair, regular)));
        known.add(lemma.at.same);
        lemma.proof.show(
                "one",
                "the SDM gives a page of it the type that the check has found, or the default type where it has found none",
                known,
                lookUps.sdmType(lemma.r, lemma.place.address(), lookUps.sdmOverlap(lemma.at.sdm, lemma.r.defaultType()))
                        .eq(lemma.found(Codes.of(MemType.UC))));
        return lemma.proof;
    }

    /** What both statements rest on: that the check says one type, and what it has looked at. */
    private List<Term> known() {
        Term answer = check.answer(block.last(), r.defaultType());
        Term says = proof.assume(
                r.enabled().implies(Term.ite(onlyFixed, fixed.several().not(), answer)));
        Term bounds = proof.show(
                "bounds",
                "a page of a block is none below its first and none above its last",
                List.of(isBlock, ofBlock),
                block.start().ule(place.frame()).and(place.frame().ule(block.last())));
        return new ArrayList<>(List.of(says, width, inside, legal, bounds, fields(bounds), loop()));
    }

    /** The one type, which depends on the block and not on the page. */
    private Term found(Term disabled) {
        TypeSet types = check.types();
        Term variable = Term.ite(types.isEmpty(), r.defaultType(), types.agreed());
        return Term.ite(r.enabled(), Term.ite(onlyFixed, fixed.agreed(), variable), disabled);
    }

    /** Shows what the check's loop knows of the page. */
    private Term loop() {
        PairTerms pair = place.pair();
        Term first = lookUps.kvmFirst(pair);
        Term last = lookUps.kvmLast(pair);
        Term touches =
                pair.valid().and(first.ule(block.last())).and(block.start().ule(last));
        UniformWalk next = lookUps.uniformNext(check, touches, pair.type(), first, last);
        TypeSet matching = at.kvm.matching();
        return proof.induct(
                "check",
                "the check has seen the types of the fixed fields and of each range that the page is in, and a page below what is covered is in "
                        + "one if there is no gap",
                at.loop.with(
                        check.terms(), UniformWalk.start(block.start(), fixed).terms(), next.terms()),
                List.of(inside, isBlock, ofBlock, legalPair),
                Term.all(List.of(
                        matching.within(check.types()),
                        fixed.within(check.types()),
                        check.partial()
                                .not()
                                .and(check.covers(place.frame()))
                                .implies(matching.isEmpty().not()))));
    }

    /** Shows that the check has looked at the fixed field of a page below 1 MiB. */
    private Term fields(Term bounds) {
        Term frame = place.frame();
        Term from = Term.variable("from", PairTerms.FRAME_BITS);
        Term to = Term.variable("to", PairTerms.FRAME_BITS);
        Term holds = from.ule(frame).and(frame.ule(to));
        Term meet = proof.show(
                "meet",
                "a range that holds a page of a block has a frame of the block",
                List.of(bounds),
                holds.implies(from.ule(block.last()).and(block.start().ule(to))));
        List<Term> known = new ArrayList<>();
        List<Term> looksAt = new ArrayList<>();
        List<Term> lookedAt = new ArrayList<>();
        for (int field = 0; field < FixedRanges.FIELDS; field++) {
            Term first = frame(FixedRanges.start(field));
            Term last = frame(FixedRanges.start(field + 1) - 1);
            Map<Term, Term> by = Map.of(from, first, to, last);
            known.add(proof.instance(meet, by));
            Term has = fixed.has(r.type(field));
            looksAt.add(first.ule(block.last()).and(block.start().ule(last)).implies(has));
            lookedAt.add(holds.substitute(by).implies(has));
        }
        // The check starts with the type of each fixed field that has a frame of the block.
        known.add(proof.assume(low.implies(Term.all(looksAt))));
        Term all = proof.show(
                "fields",
                "the check has looked at each fixed field that holds a page of the block",
                known,
                low.implies(Term.all(lookedAt)));
        Term rules = r.fixedRules(place.address());
        Term starts = proof.show(
                "low",
                "below a page that fixed ranges rule they rule, too",
                List.of(bounds, width, inside),
                rules.implies(low));
        return proof.show(
                "field",
                "the check has seen the type of the fixed field of a page below 1 MiB",
                List.of(all, starts),
                rules.implies(fixed.has(r.fixedType(place.address()))));
    }
}
