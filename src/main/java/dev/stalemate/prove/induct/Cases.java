package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.induct.Obligation.Change;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * The cases of an obligation. Where a step may leave an entry as it was, or not, each is a case: what the step then knows, such as that a range
 * does not contain the entry's address, is put in everywhere, so that look-ups before and after it become the same terms. Every case must be
 * impossible; together they are all that the obligation says.
 */
final class Cases {
    private static final int MOST = 64;

    private final List<Conjunction> open = new ArrayList<>();
    private int count;

    private Cases() {}

    /** The cases of an obligation. */
    static Cases of(Obligation obligation) {
        Cases cases = new Cases();
        cases.split(Conjunction.of(obligation.bools()), obligation.changed());
        return cases;
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** Those that are not known to be impossible by how terms are written. */
    ImmutableList<Conjunction> open() {
        return ImmutableList.copyOf(open);
    }

    private void split(Conjunction known, List<Change> changed) {
        if (known.isRefuted()) {
            count++;
            return;
        }
        Term condition = count + open.size() < MOST ? condition(known, changed) : Term.TRUE;
        Conjunction yes = known.and(condition);
        Conjunction no = known.and(condition.not());
        boolean saysNothing = yes.bools().equals(known.bools()) || no.bools().equals(known.bools());
        if (condition.isConstant() || saysNothing) {
            count++;
            open.add(known);
            return;
        }
        split(yes, changed);
        split(no, changed);
    }

    /** A condition on which it depends whether an element stays as it was; a constant if there is none. */
    private static Term condition(Conjunction known, List<Change> changed) {
        for (Change change : changed) {
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
