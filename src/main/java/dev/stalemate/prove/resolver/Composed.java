package dev.stalemate.prove.resolver;

import dev.stalemate.prove.term.Term;
import java.util.List;

/** KVM's loop over any list of pairs at one address, beside the set of types that match by the SDM. */
final class Composed {
    final Composition proof;
    final AnyPlace place;
    final KvmWalk walk = KvmWalk.any("walk");
    final KvmSets kvm = KvmSets.any("kvm");
    final TypeSet sdm = TypeSet.any("sdm");
    final Loop loop;
    private final LookUps lookUps;

    /** Shown: the types that match are the same for both. */
    Term same = Term.TRUE;

    Composed(Composition proof, AnyPlace place, LookUps lookUps) {
        this.proof = proof;
        this.place = place;
        this.lookUps = lookUps;
        Term matches = lookUps.kvmMatches(place.pair(), place.frame());
        KvmWalk walked = lookUps.kvmNext(walk, matches, place.type());
        TypeSet sdmNext = sdm.with(lookUps.sdmMatches(place.pair(), place.frame()), place.type());
        loop = Loop.over(place.pair())
                .with(walk.terms(), KvmWalk.START.terms(), walked.terms())
                .with(
                        kvm.terms(),
                        KvmSets.START.terms(),
                        kvm.next(matches, place.type()).terms())
                .with(sdm.terms(), TypeSet.EMPTY.terms(), sdmNext.terms());
    }

    /** Whether the pair leaves both as they are. */
    Term unchanged() {
        return Term.all(loop.next().entrySet().stream()
                .map(each -> each.getKey().eq(each.getValue()))
                .toList());
    }

    /** Shows that the same types match for both, given that each pair does. */
    void compose(Term match) {
        same = proof.induct(
                "sets",
                "the types of the pairs that match are the same for KVM and the SDM",
                loop,
                List.of(match),
                kvm.matching().same(sdm));
        PairTerms other = PairTerms.any("other", place.registers().below());
        Term first = lookUps.sdmMatches(place.pair(), place.frame());
        Term second = lookUps.sdmMatches(other, place.frame());
        proof.show(
                "order",
                "the SDM's set is the same in KVM's order of the pairs as in that of the registers",
                List.of(),
                sdm.with(first, place.type())
                        .with(second, other.type())
                        .same(sdm.with(second, other.type()).with(first, place.type())));
    }

    /** Shows that KVM's loop answers by the types that match, and whether UC is the first that clashes. */
    Term answers() {
        Term answer = Term.all(List.of(
                walk.found().eq(kvm.matching().isEmpty().not()),
                walk.ended().eq(kvm.matching().agrees().not()),
                kvm.ucClashes().implies(walk.ended()),
                walk.found().implies(walk.type().eq(kvm.answer(walk.type())))));
        Term legal = proof.assume(Codes.legal(place.pair().base()));
        return proof.induct(
                "walk",
                "KVM's loop has found the type of the ranges that agree, or UC or WB by the first that clashes",
                loop,
                List.of(legal),
                answer);
    }

    /** Assumes that the default type is legal. */
    Term legalDefault() {
        return proof.assume(MtrrTerms.legalDefType(place.registers().defType()));
    }

    /** Shows that both look-ups give the same type, given that the types that match agree. */
    Composition equal(Term agrees) {
        MtrrTerms r = place.registers();
        Term answers = answers();
        Term overlap = lookUps.sdmOverlap(sdm, r.defaultType());
        Term variable = proof.show(
                "types",
                "the variable ranges give the same type",
                List.of(same, answers, agrees, legalDefault()),
                walk.answer(r.defaultType()).eq(overlap));
        proof.show(
                "look-up",
                "with E, FE and the fixed ranges, too",
                List.of(variable),
                lookUps.kvmType(r, Term.TRUE, place.address(), walk.answer(r.defaultType()))
                        .eq(lookUps.sdmType(r, place.address(), overlap)));
        return proof;
    }
}
