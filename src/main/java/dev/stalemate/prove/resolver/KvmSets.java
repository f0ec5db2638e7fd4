package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.MemType;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * What KVM's answer depends on, without an order of the list: the types that match, and whether the first range that clashes with those
 * before it is UC. A {@link KvmWalk} gives the same answer.
 *
 * @param matching the types of all ranges that match
 * @param ucClashes whether some UC range that matches has ranges before it that match and agree, none of them UC
 */
record KvmSets(TypeSet matching, Term ucClashes) {
    /** Before the first range. */
    static final KvmSets START = new KvmSets(TypeSet.EMPTY, Term.FALSE);

    /** Any at all. */
    static KvmSets any(String name) {
        return new KvmSets(TypeSet.any(name), Term.variable(name + ".clash", Term.BOOL));
    }

    /** What it consists of. */
    List<Term> terms() {
        List<Term> all = new ArrayList<>(matching.terms());
        all.add(ucClashes);
        return all;
    }

    /** After one more range of the list. */
    KvmSets next(Term matches, Term code) {
        return new KvmSets(matching.with(matches, code), ucClashes.or(clashes(matches, code, matching)));
    }

    /** Whether a range is UC, and the first one that clashes with those before it. */
    static Term clashes(Term matches, Term code, TypeSet before) {
        return Term.all(List.of(
                matches,
                Codes.is(code, MemType.UC),
                before.isEmpty().not(),
                before.uc().not(),
                before.agrees()));
    }

    /** The answer after the last range. */
    Term answer(Term defaultType) {
        Term clash = Term.ite(ucClashes, Codes.of(MemType.UC), Codes.of(MemType.WB));
        return Term.ite(matching.isEmpty(), defaultType, Term.ite(matching.agrees(), matching.agreed(), clash));
    }
}
