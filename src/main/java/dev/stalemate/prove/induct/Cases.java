package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.induct.Obligation.Change;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cases of an obligation. Where a step may leave an entry as it was, or not, each is a case: what the step then knows, such as that a range
 * does not contain the entry's address, is put in everywhere, so that look-ups before and after it become the same terms. Every case must be
 * impossible; together they are all that the obligation says.
 */
final class Cases {
    private static final int MOST = 64;
    /** How many disjunctions deep a case is looked into that is open otherwise. */
    private static final int DEEPEST = 3;
    /** The most parts that such a disjunction may have. */
    private static final int WIDEST = 4;

    private final Obligation obligation;
    private final List<Open> open = new ArrayList<>();
    private int count;

    /**
     * A case that is not known to be impossible by how terms are written.
     *
     * @param known what it knows, without goals
     * @param first the same with the first of the goals
     */
    record Open(Conjunction known, Conjunction first) {}

    private Cases(Obligation obligation) {
        this.obligation = obligation;
    }

    /** The cases of an obligation. */
    static Cases of(Obligation obligation) {
        Cases cases = new Cases(obligation);
        if (obligation.goals().contains(Term.FALSE)) {
            cases.count = 1;
            return cases;
        }
        cases.split(Conjunction.of(obligation.given()));
        return cases;
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** Those that are not known to be impossible. */
    ImmutableList<Open> open() {
        return ImmutableList.copyOf(open);
    }

    private void split(Conjunction known) {
        if (known.isRefuted()) {
            count++;
            return;
        }
        Term condition = count + open.size() < MOST ? condition(known) : Term.TRUE;
        List<Conjunction> cases = condition.isConstant() ? List.of() : by(known, condition.conjuncts());
        boolean splits = !cases.isEmpty();
        for (Conjunction each : cases) {
            splits &= !each.bools().equals(known.bools());
        }
        if (splits) {
            cases.forEach(this::split);
        } else {
            count++;
            end(known);
        }
    }

    /** A case in which some Bools hold, and one for each of them in which it is the first not to hold. */
    private static List<Conjunction> by(Conjunction known, List<Term> bools) {
        List<Conjunction> cases = new ArrayList<>();
        Conjunction holding = known;
        for (Term bool : bools) {
            cases.add(holding.and(bool.not()));
            holding = holding.and(bool);
        }
        cases.add(0, holding);
        return cases;
    }

    /** A case that is not split further: impossible if one of the goals is, or else open. */
    private void end(Conjunction known) {
        Conjunction first = null;
        for (Term goal : obligation.goals()) {
            Conjunction with = known.and(goal);
            if (with.isRefuted()) {
                return;
            }
            first = first == null ? with : first;
        }
        Conjunction all = first == null ? known : first;
        if (!isImpossible(all, DEEPEST)) {
            open.add(new Open(known, all));
        }
    }

    /**
     * Whether none of the parts of what is said of either of a few is possible. Solvers would have to find that among look-ups that are nearly the
     * same; terms show it where a part is put in.
     */
    private static boolean isImpossible(Conjunction all, int depth) {
        if (all.isRefuted()) {
            return true;
        }
        Term either = depth == 0 ? null : narrowest(all);
        if (either == null) {
            return false;
        }
        Conjunction rest = all;
        for (Term part : parts(either)) {
            if (!isImpossible(rest.and(part), depth - 1)) {
                return false;
            }
            rest = rest.and(part.not());
        }
        return true;
    }

    /** Of the disjunctions of few parts the one of the fewest, and of these the one about the fewest variables; null if there is none. */
    private static @Nullable Term narrowest(Conjunction of) {
        return of.bools().stream()
                .filter(bool -> parts(bool).size() > 1 && parts(bool).size() <= WIDEST)
                .min(Comparator.comparingInt((Term bool) -> parts(bool).size())
                        .thenComparingInt(bool -> bool.variables().size()))
                .orElse(null);
    }

    private static List<Term> parts(Term either) {
        return either.not().conjuncts().stream().map(Term::not).toList();
    }

    /** A condition on which it depends whether an element stays as it was; a constant if there is none. */
    private Term condition(Conjunction known) {
        for (Change change : obligation.changed()) {
            Term before = known.simplified(change.before());
            Term after = known.simplified(change.after());
            if (after != before && mayStay(after, before)) {
                return after.condition();
            }
        }
        return Term.TRUE;
    }

    private static boolean mayStay(Term after, Term before) {
        return after.isIte()
                && (after.thenTerm() == before
                        || after.elseTerm() == before
                        || mayStay(after.thenTerm(), before)
                        || mayStay(after.elseTerm(), before));
    }
}
