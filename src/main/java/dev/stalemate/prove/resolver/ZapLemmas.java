package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;

/** What KVM's type of a page depends on when an MTRR is written, and what is zapped then: for lists of pairs of any length. */
final class ZapLemmas {
    private static final int FIELDS = 8;
    private static final List<Integer> LENGTHS = List.of(8, 10, 20, 40);

    private final LookUps lookUps;

    ZapLemmas(LookUps lookUps) {
        this.lookUps = lookUps;
    }

    /** A write of a pair's base or mask changes a page's type only in its old and its new range. */
    Composition pair() {
        Composition proof = new Composition();
        AnyPlace place = AnyPlace.any();
        Term below = place.registers().below();
        AnyPlace before = AnyPlace.any("old");
        AnyPlace after = AnyPlace.any("new");
        KvmWalk old = KvmWalk.any("walk-old");
        KvmWalk now = KvmWalk.any("walk-new");
        Term oldMisses = proof.assume(missed(before));
        Term newMisses = proof.assume(missed(after));
        proof.show(
                "old",
                "a pair whose range the page isn't in, or with V=0, leaves the loop as it is, wherever it stands on the list: before the write",
                List.of(oldMisses),
                leaves(before, old));
        proof.show("new", "and after it", List.of(newMisses), leaves(after, now));
        Term matches = lookUps.kvmMatches(place.pair(), place.frame());
        Loop loop = Loop.over(place.pair())
                .with(
                        old.terms(),
                        KvmWalk.START.terms(),
                        lookUps.kvmNext(old, matches, place.type()).terms())
                .with(
                        now.terms(),
                        KvmWalk.START.terms(),
                        lookUps.kvmNext(now, matches, place.type()).terms());
        Term same = Term.all(List.of(
                old.found().eq(now.found()),
                old.type().eq(now.type()),
                old.ended().eq(now.ended())));
        proof.induct(
                "others",
                "the loop does the same with the other pairs before the write and after it",
                loop,
                List.of(),
                same);
        MtrrTerms r = place.registers();
        proof.show(
                "look-up",
                "so the page has the same type",
                List.of(same),
                type(r, place, old.answer(r.defaultType())).eq(type(r, place, now.answer(r.defaultType()))));
        for (int length : LENGTHS) {
            MtrrTerms all = MtrrTerms.any("r", length, below);
            List<PairTerms> changed = new ArrayList<>(all.pairs());
            changed.set(0, PairTerms.any("new", below));
            List<PairTerms> first = new ArrayList<>(all.pairs());
            first.set(0, PairTerms.any("old", below));
            Term fact = oldMisses.and(newMisses);
            proof.show(
                    "pairs-" + length,
                    "and so it is with " + length
                            + " pairs, whose first one is written, by the terms that other proofs use",
                    List.of(oldMisses, newMisses),
                    lookUps.kvmType(all.withPairs(first), hasMtrrs(), place.address())
                            .eq(lookUps.kvmType(all.withPairs(changed), hasMtrrs(), place.address()))
                            .assuming(fact));
        }
        return proof;
    }

    private Term missed(AnyPlace place) {
        return lookUps.kvmMatches(place.pair(), place.frame()).not();
    }

    private Term leaves(AnyPlace place, KvmWalk walk) {
        KvmWalk next = lookUps.kvmNext(walk, lookUps.kvmMatches(place.pair(), place.frame()), place.type());
        return Term.all(List.of(
                next.found().eq(walk.found()),
                next.type().eq(walk.type()),
                next.ended().eq(walk.ended())));
    }

    private Term type(MtrrTerms r, AnyPlace place, Term variable) {
        return lookUps.kvmType(r, hasMtrrs(), place.address(), variable);
    }

    private static Term hasMtrrs() {
        return Term.variable("has-mtrrs", Term.BOOL);
    }

    /** A write of a fixed-range register changes a page's type only among the addresses of the register, and nothing with FE=0. */
    Composition fixed() {
        Composition proof = new Composition();
        AnyPlace place = AnyPlace.any();
        List<Term> given = proof.assumeAll(place.width(), place.inside());
        MtrrTerms r = place.registers();
        Term variable = Term.variable("variable", Codes.BITS);
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            List<Term> values = new ArrayList<>(r.fixed());
            values.set(i, Term.variable("value", Long.SIZE));
            MtrrTerms written = new MtrrTerms(r.below(), r.defType(), ImmutableList.copyOf(values), r.pairs());
            Term first = address(FixedRanges.start(FIELDS * i));
            Term last = address(FixedRanges.start(FIELDS * i + FIELDS) - 1);
            Term zapped = r.fixedEnabled()
                    .and(first.ule(place.address()))
                    .and(place.address().ule(last));
            proof.show(
                    "fixed-" + i,
                    "another page has the same type after a write of fixed-range register " + i,
                    given,
                    zapped.or(type(r, place, variable).eq(type(written, place, variable))));
        }
        return proof;
    }

    private static Term address(long address) {
        return Term.constant(Long.SIZE, address);
    }

    /** With E=0 nothing but IA32_MTRR_DEF_TYPE changes a type. */
    Composition disabled() {
        Composition proof = new Composition();
        AnyPlace place = AnyPlace.any();
        MtrrTerms r = place.registers();
        MtrrTerms other = MtrrTerms.any("other", 0, r.below());
        MtrrTerms written = new MtrrTerms(r.below(), r.defType(), other.fixed(), other.pairs());
        Term off = proof.assume(r.enabled().not());
        proof.show(
                "look-up",
                "whatever the other registers hold, the type is the same",
                List.of(off),
                type(r, place, Term.variable("old", Codes.BITS))
                        .eq(type(written, place, Term.variable("new", Codes.BITS))));
        return proof;
    }
}
