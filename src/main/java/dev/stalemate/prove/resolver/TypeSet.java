package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.MemType;
import dev.stalemate.prove.term.Term;
import java.util.List;

/** A set of the five types that MTRRs hold: for each, a Bool whether it is in it. */
record TypeSet(Term uc, Term wc, Term wt, Term wp, Term wb) {
    /** No type. */
    static final TypeSet EMPTY = new TypeSet(Term.FALSE, Term.FALSE, Term.FALSE, Term.FALSE, Term.FALSE);

    /** Any set at all. */
    static TypeSet any(String name) {
        return new TypeSet(any(name, "uc"), any(name, "wc"), any(name, "wt"), any(name, "wp"), any(name, "wb"));
    }

    private static Term any(String name, String type) {
        return Term.variable(name + "." + type, Term.BOOL);
    }

    /** What it consists of. */
    List<Term> terms() {
        return List.of(uc, wc, wt, wp, wb);
    }

    /** With the type of a legal code added where {@code added} holds. */
    TypeSet with(Term added, Term code) {
        return new TypeSet(
                uc.or(added.and(Codes.is(code, MemType.UC))),
                wc.or(added.and(Codes.is(code, MemType.WC))),
                wt.or(added.and(Codes.is(code, MemType.WT))),
                wp.or(added.and(Codes.is(code, MemType.WP))),
                wb.or(added.and(Codes.is(code, MemType.WB))));
    }

    /** Whether the type of a legal code is in it. */
    Term has(Term code) {
        return shares(EMPTY.with(Term.TRUE, code));
    }

    /** Whether some type is in both. */
    Term shares(TypeSet other) {
        return Term.any(
                List.of(uc.and(other.uc), wc.and(other.wc), wt.and(other.wt), wp.and(other.wp), wb.and(other.wb)));
    }

    /** Whether every type of this one is in the other one. */
    Term within(TypeSet other) {
        return Term.all(List.of(
                uc.implies(other.uc),
                wc.implies(other.wc),
                wt.implies(other.wt),
                wp.implies(other.wp),
                wb.implies(other.wb)));
    }

    /** Whether both hold the same types. */
    Term same(TypeSet other) {
        return within(other).and(other.within(this));
    }

    /** Whether no type is in it. */
    Term isEmpty() {
        return Term.any(terms()).not();
    }

    /** Whether it holds two types or more. */
    Term several() {
        Term several = Term.FALSE;
        Term one = Term.FALSE;
        for (Term each : terms()) {
            several = several.or(one.and(each));
            one = one.or(each);
        }
        return several;
    }

    /** Whether it holds WT and WB and nothing else. */
    Term isWtAndWb() {
        return Term.all(List.of(wt, wb, Term.any(List.of(uc, wc, wp)).not()));
    }

    /** Whether all in it is one type, or WT and WB: what SDM 11.11.4.1 defines without UC's precedence. The empty set is, too. */
    Term agrees() {
        return several().not().or(isWtAndWb());
    }

    /** Of a set that {@link #agrees}: its type, WT of WT and WB. */
    Term agreed() {
        return Term.ite(
                wt,
                Codes.of(MemType.WT),
                Term.ite(
                        wb,
                        Codes.of(MemType.WB),
                        Term.ite(wp, Codes.of(MemType.WP), Term.ite(wc, Codes.of(MemType.WC), Codes.of(MemType.UC)))));
    }
}
