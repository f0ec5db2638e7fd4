package dev.stalemate.prove.term;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Negations and conjunctions. A disjunction is the negation of a conjunction of negations, so that each rule is said once for both. */
final class Bools {
    /** Conjunctions of more are not taken apart to become one with others. */
    private static final int FLAT = 64;

    private Bools() {}

    static Term not(Term bool) {
        Terms.checkBool(bool);
        if (bool.isConstant()) {
            return Term.of(bool == Term.FALSE);
        }
        return bool.op() == Op.NOT ? bool.argument(0) : bool.negation();
    }

    static Term and(Iterable<Term> bools) {
        Set<Term> all = new LinkedHashSet<>();
        for (Term bool : bools) {
            Terms.checkBool(bool);
            if (bool == Term.FALSE) {
                return Term.FALSE;
            }
            if (bool.op() == Op.AND && bool.shape().arguments.length <= FLAT) {
                all.addAll(bool.arguments());
            } else if (bool != Term.TRUE) {
                all.add(bool);
            }
        }
        return all.size() <= 1 ? all.stream().findFirst().orElse(Term.TRUE) : new Conjunction(all).term();
    }

    /** Several that must hold, and what each says of the others. */
    private static final class Conjunction {
        private Set<Term> all;
        /** What is known to be a constant. */
        private final Map<Term, Term> constants = new HashMap<>();

        Conjunction(Set<Term> all) {
            this.all = all;
        }

        Term term() {
            boolean changed = true;
            while (changed) {
                if (isContradiction()) {
                    return Term.FALSE;
                }
                changed = reduce();
            }
            if (all.contains(Term.FALSE)) {
                return Term.FALSE;
            }
            Term[] sorted = all.stream().sorted(TermShape::compare).toArray(Term[]::new);
            return switch (sorted.length) {
                case 0 -> Term.TRUE;
                case 1 -> sorted[0];
                default -> Term.make(Op.AND, Term.BOOL, sorted);
            };
        }

        private boolean isContradiction() {
            for (Term bool : all) {
                if (bool == Term.FALSE || (bool.op() == Op.NOT && all.contains(bool.argument(0)))) {
                    return true;
                }
                if (isConstantEquality(bool)) {
                    Term other = constants.put(bool.argument(0), bool.argument(1));
                    if (other != null && other != bool.argument(1)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private static boolean isConstantEquality(Term bool) {
            return bool.op() == Op.EQ && bool.argument(1).isConstant();
        }

        /**
         * Whether some became simpler by the others. All are looked at beside each other: what makes one simpler is less deep, or says what
         * is a constant and stays, so that no two vanish by each other.
         */
        private boolean reduce() {
            Set<Term> reduced = new LinkedHashSet<>();
            boolean changed = false;
            for (Term bool : all) {
                Term simple = reduced(bool);
                changed |= simple != bool;
                if (simple.op() == Op.AND && simple.shape().arguments.length <= FLAT) {
                    reduced.addAll(simple.arguments());
                } else if (simple != Term.TRUE) {
                    reduced.add(simple);
                }
            }
            all = reduced;
            return changed;
        }

        /** The Bool where all the others hold. */
        private Term reduced(Term bool) {
            if (bool.op() == Op.NOT) {
                Term inner = bool.argument(0);
                return inner.op() == Op.AND ? disjunction(bool) : differs(inner) ? Term.TRUE : bool;
            }
            if (bool.isIte() && isHeld(bool.condition())) {
                return bool.thenTerm();
            }
            return bool.isIte() && isRefuted(bool.condition()) ? bool.elseTerm() : bool;
        }

        /** Not all of some: without those that hold. */
        private Term disjunction(Term bool) {
            List<Term> left = new ArrayList<>();
            Term[] inner = bool.argument(0).shape().arguments;
            for (Term term : inner) {
                if (isRefuted(term)) {
                    return Term.TRUE;
                }
                if (!isHeld(term)) {
                    left.add(term);
                }
            }
            return left.size() == inner.length ? bool : Bools.not(Bools.and(left));
        }

        private boolean isHeld(Term term) {
            return all.contains(term) || (term.op() == Op.NOT && differs(term.argument(0)));
        }

        private boolean isRefuted(Term term) {
            return differs(term) || all.contains(Bools.not(term));
        }

        /** Whether a term says that something is another constant than it is. */
        private boolean differs(Term term) {
            if (!isConstantEquality(term)) {
                return false;
            }
            Term known = constants.get(term.argument(0));
            return known != null && known != term.argument(1);
        }
    }
}
