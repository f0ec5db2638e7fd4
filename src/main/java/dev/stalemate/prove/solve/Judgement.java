package dev.stalemate.prove.solve;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is believed of a query.
 *
 * @param query what was asked
 * @param result what all that were asked say
 * @param model values for which all hold, worked out again; empty unless the result is {@link Result#SAT}
 * @param opinions what each solver said, in the solvers' order; none if the query was decided as it was built
 */
public record Judgement(Query query, Result result, Map<String, Long> model, List<Opinion> opinions) {
    /** What may be believed. */
    public enum Result {
        /** Every solver that was asked says that nothing makes all hold, or no solver had to be asked. */
        UNSAT,
        /** The model makes all hold. */
        SAT,
        /** A solver gave no answer, and none found a model. */
        UNDECIDED
    }

    /** Keeps copies. */
    public Judgement {
        model = Map.copyOf(model);
        opinions = ImmutableList.copyOf(opinions);
    }

    /** Whether only one solver was asked, so that nothing confirms what it says. */
    public boolean alone() {
        return opinions.size() == 1;
    }

    /** Whether it was decided as it was built: no solver was asked. */
    public boolean byRewriting() {
        return opinions.isEmpty();
    }

    /** For people: what each said. */
    public String says() {
        if (opinions.isEmpty()) {
            return "decided by rewriting";
        }
        String all = opinions.stream().map(Opinion::toString).collect(Collectors.joining("; "));
        return alone() ? all + " (asked alone)" : all;
    }
}
