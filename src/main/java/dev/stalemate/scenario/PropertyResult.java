package dev.stalemate.scenario;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Law;
import dev.stalemate.trace.Trace;

/**
 * What the states of a run, up to one of them, show of a property.
 *
 * @param law the property
 * @param kind what they show
 * @param at after how many steps: the first state that violates it, or of which it is true at last; -1 if there is none
 */
public record PropertyResult(Law law, Kind kind, int at) {
    /** What a run shows. */
    public enum Kind {
        /** Its premise held somewhere, and no state violates it. */
        HOLDS,
        /** Its premise never held. */
        NOT_ASKED,
        /** A state violates it. */
        VIOLATED,
        /** It must be true of some state, and is. */
        REACHED,
        /** It must be true of some state, and is of none here. */
        NOT_REACHED,
        /** It is about runs that go on for ever. */
        ABOUT_RUNS
    }

    /**
     * Of the states up to one.
     *
     * @param last after how many steps the last state is, from 0
     */
    public static PropertyResult of(Trace trace, Law law, int last) {
        if (law.kind().isProgress()) {
            return new PropertyResult(law, Kind.ABOUT_RUNS, -1);
        }
        boolean asked = false;
        for (int after = 0; after <= last; after++) {
            long[] state = trace.state(after);
            boolean here = law.premise().test(state);
            asked |= here;
            if (law.violatedBy(state)) {
                return new PropertyResult(law, Kind.VIOLATED, after);
            }
            if (here && law.kind() == Law.Kind.SOMETIMES && law.holds().test(state)) {
                return new PropertyResult(law, Kind.REACHED, after);
            }
        }
        Kind kind = law.kind() == Law.Kind.SOMETIMES ? Kind.NOT_REACHED : asked ? Kind.HOLDS : Kind.NOT_ASKED;
        return new PropertyResult(law, kind, -1);
    }

    /** What a whole run shows of each property that its model has. */
    public static ImmutableList<PropertyResult> all(Trace trace) {
        return trace.model().laws().stream()
                .map(law -> of(trace, law, trace.steps().size()))
                .collect(ImmutableList.toImmutableList());
    }

    /** Whether the run does not do what the property demands. */
    public boolean isBroken() {
        return kind == Kind.VIOLATED || kind == Kind.NOT_REACHED;
    }

    /** The result in a few words. */
    public String says() {
        return switch (kind) {
            case HOLDS -> "holds in every state";
            case NOT_ASKED -> "not asked: its premise is true in no state";
            case VIOLATED -> at == 0 ? "violated in the initial state" : "violated after (" + at + ")";
            case REACHED -> at == 0 ? "reached in the initial state" : "reached after (" + at + ")";
            case NOT_REACHED -> "not reached";
            case ABOUT_RUNS -> "not asked: it is about runs that go on for ever";
        };
    }
}
