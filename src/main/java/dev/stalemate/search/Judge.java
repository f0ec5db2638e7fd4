package dev.stalemate.search;

import dev.stalemate.model.Property;
import dev.stalemate.model.Property.Kind;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.SearchResult.End;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Looks at each new state for every property, and turns what it saw into verdicts. */
final class Judge {
    private static final int NONE = -1;

    private final Property[] properties;
    private final long[] premiseHeld;
    /** For each property the number of the first state that violates it, or reaches it. */
    private final int[] found;

    private int open;

    Judge(List<Property> properties) {
        this.properties = properties.toArray(new Property[0]);
        this.premiseHeld = new long[this.properties.length];
        this.found = new int[this.properties.length];
        Arrays.fill(found, NONE);
        this.open = this.properties.length;
    }

    void look(long[] state, int number) {
        for (int i = 0; i < properties.length; i++) {
            if (found[i] == NONE && properties[i].premise().test(state)) {
                premiseHeld[i]++;
                boolean decides = properties[i].holds().test(state) == (properties[i].kind() == Kind.SOMETIMES);
                if (decides) {
                    found[i] = number;
                    open--;
                }
            }
        }
    }

    /** Whether no property is left to decide; never so where none was asked for: then the space itself is the question. */
    boolean settled() {
        return open == 0 && properties.length > 0;
    }

    List<Outcome> outcomes(End end, IntFunction<List<Step>> path) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < properties.length; i++) {
            List<Step> steps = found[i] == NONE ? List.of() : path.apply(found[i]);
            outcomes.add(new Outcome(properties[i], verdict(i, end), steps, premiseHeld[i]));
        }
        return outcomes;
    }

    private Verdict verdict(int i, End end) {
        boolean always = properties[i].kind() == Kind.ALWAYS;
        if (found[i] != NONE) {
            return always ? Verdict.VIOLATED : Verdict.HOLDS;
        }
        if (end != End.EXHAUSTED) {
            return Verdict.UNDECIDED;
        }
        if (always) {
            return premiseHeld[i] == 0 ? Verdict.VACUOUS : Verdict.HOLDS;
        }
        return Verdict.VIOLATED;
    }
}
