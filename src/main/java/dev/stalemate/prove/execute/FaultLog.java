package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where code throws an exception, and where it writes elements of a state. */
class FaultLog {
    private final Map<Ref.Element, String> written = new HashMap<>();
    private final List<Result.Fault> faults = new ArrayList<>();

    /** Another one, for other code. */
    FaultLog next() {
        return new FaultLog();
    }

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
        faults.add(new Result.Fault(when, what, f.place(), false));
    }

    /** On this way, where a condition holds, a summary is asked that says nothing. */
    void beyond(World world, Term condition, String what, Frame f) {
        Term when = world.path().and(condition);
        if (when != Term.FALSE) {
            faults.add(new Result.Fault(when, what, f.place(), true));
        }
    }

    /** An element is written. */
    void wrote(Ref.Element element, Frame f) {
        written.put(element, f.place());
    }

    /** For each element that was written, where that was done last. */
    Map<Ref.Element, String> written() {
        return Map.copyOf(written);
    }

    /** All exceptions, in the order in which they were met. */
    List<Result.Fault> all() {
        return List.copyOf(faults);
    }
}
