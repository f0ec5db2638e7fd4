package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;

/** Where code throws an exception. */
class FaultLog {
    private final List<Result.Fault> faults = new ArrayList<>();

    /** On this way, where a condition holds, an exception is thrown. */
    void add(World world, Term condition, String what, Frame f) {
        Term when = world.path().and(condition);
        if (when == Term.FALSE) {
            return;
        }
        for (Frame each = f; each != null; each = each.caller) {
            if (each.code.isGuarded(each.next)) {
                throw new RefusedException("an exception is thrown that " + each.code.name + " may catch", f.place());
            }
        }
        faults.add(new Result.Fault(when, what, f.place()));
    }

    /** All, in the order in which they were met. */
    List<Result.Fault> all() {
        return List.copyOf(faults);
    }
}
