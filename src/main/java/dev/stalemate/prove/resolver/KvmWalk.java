package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.MemType;
import dev.stalemate.prove.term.Term;
import java.util.List;

/**
 * Where KVM's loop over the list of variable ranges is: mtrr_lookup of arch/x86/kvm/mtrr.c, as
 * {@link dev.stalemate.systems.kvm.KvmMtrrLookup#type} has it.
 *
 * @param found whether a range has matched
 * @param type the code so far, and once the loop has ended that of the answer
 * @param ended whether the loop was left
 */
record KvmWalk(Term found, Term type, Term ended) {
    /** Before the first range. */
    static final KvmWalk START = new KvmWalk(Term.FALSE, Term.constant(Codes.BITS, 0), Term.FALSE);

    /** Any place at all. */
    static KvmWalk any(String name) {
        return new KvmWalk(
                Term.variable(name + ".found", Term.BOOL),
                Term.variable(name + ".type", Codes.BITS),
                Term.variable(name + ".ended", Term.BOOL));
    }

    /** What it consists of. */
    List<Term> terms() {
        return List.of(found, type, ended);
    }

    /** After one more range. */
    KvmWalk next(Term matches, Term code) {
        Term looks = matches.and(ended.not());
        Term fits = found.not().or(type.eq(code));
        Term wtAndWb = both(type, code).or(both(code, type));
        Term uc = Codes.is(code, MemType.UC);
        Term clash = Term.ite(uc, Codes.of(MemType.UC), Term.ite(wtAndWb, Codes.of(MemType.WT), Codes.of(MemType.WB)));
        Term leaves = fits.not().and(uc.or(wtAndWb.not()));
        return new KvmWalk(
                found.or(looks), Term.ite(looks, Term.ite(fits, code, clash), type), ended.or(looks.and(leaves)));
    }

    private static Term both(Term wt, Term wb) {
        return Codes.is(wt, MemType.WT).and(Codes.is(wb, MemType.WB));
    }

    /** The answer after the last range. */
    Term answer(Term defaultType) {
        return Term.ite(found, type, defaultType);
    }
}
