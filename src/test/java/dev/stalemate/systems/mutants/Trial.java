package dev.stalemate.systems.mutants;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.systems.mutants.Mutant.Kind;
import dev.stalemate.trace.Trace;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Claims of one scope that hold for a design, and what a mutant of it does to them.
 *
 * @param scope the scope
 * @param claims the claims
 * @param states the states of the design there
 */
record Trial(Scope scope, List<Claim> claims, States states) {
    /** A mutant may have more states than its design, but must not get out of hand. */
    private static final int STATES = 3_000_000;

    private static final long BYTES = 1L << 30;

    /** What became of a mutant, the best first. */
    enum End {
        /** A claim is violated. */
        KILLED,
        /** The model can't have it: one of its assertions fails, or it reads what isn't there. */
        IMPOSSIBLE,
        /** No claim is violated as far as was searched, which isn't all: a claim's scope is too large for its mutants. */
        UNDECIDED,
        /** No claim is violated, and of some the premise never holds any more. */
        VACUOUS,
        /** Every claim holds. */
        SURVIVED,
        /** Every claim holds, as it must: it reaches no state but those of the design, which may do whatever it does. */
        NARROWER,
        /** The design is never asked for the answer that is changed. */
        NOT_ASKED,
        /** It never did anything else than the design. */
        NOT_REACHED
    }

    /** What became of it, and by which claims. */
    record Result(End end, Set<String> violated) {
        static Result of(End end) {
            return new Result(end, Set.of());
        }
    }

    /** The same for one claim alone. */
    Trial only(Claim claim) {
        return new Trial(scope, List.of(claim), states);
    }

    /** Tries a mutant. */
    Result of(Mutant mutant) {
        AtomicBoolean reached = new AtomicBoolean();
        try {
            Optional<Model> model = mutant.models().at(scope, () -> reached.set(true));
            if (model.isEmpty()) {
                return Result.of(unreached(mutant));
            }
            Result result = of(model.get());
            if (!reached.get()) {
                return Result.of(unreached(mutant));
            }
            return result.end() != End.KILLED && mutant.kind() == Kind.STEP && states.containAllOf(model.get())
                    ? Result.of(End.NARROWER)
                    : result;
        } catch (AssertionError | RuntimeException e) {
            return Result.of(End.IMPOSSIBLE);
        }
    }

    private static End unreached(Mutant mutant) {
        return mutant.kind() == Kind.ANSWER ? End.NOT_ASKED : End.NOT_REACHED;
    }

    private Result of(Model model) {
        Set<String> violated = new TreeSet<>();
        End end = End.SURVIVED;
        List<Claim> safety = claims.stream().filter(c -> !isProgress(model, c)).toList();
        if (!safety.isEmpty()) {
            end = together(model, safety, violated);
        }
        for (Claim claim : claims) {
            if (violated.isEmpty() && isProgress(model, claim)) {
                Law law = model.law(claim.law());
                Outcome outcome = search(model, law);
                if (outcome.verdict() == Verdict.VIOLATED) {
                    violated.add(claim.id());
                }
                end = Collections.min(List.of(end, end(outcome.verdict())));
            }
        }
        return violated.isEmpty() ? Result.of(end) : new Result(End.KILLED, violated);
    }

    private static End end(Verdict verdict) {
        return switch (verdict) {
            case VIOLATED -> End.KILLED;
            case UNDECIDED -> End.UNDECIDED;
            case VACUOUS -> End.VACUOUS;
            case HOLDS -> End.SURVIVED;
        };
    }

    /** Looks for a state that violates one of several claims; vacuous if the premise of one was never seen to hold. */
    private static End together(Model model, List<Claim> safety, Set<String> violated) {
        List<Law> laws = safety.stream().map(c -> model.law(c.law())).toList();
        boolean[] held = new boolean[laws.size()];
        Law all = Law.always("all", Breaks.COHERENCE, "every claim").holds(s -> {
            boolean right = true;
            for (int i = 0; i < held.length; i++) {
                boolean premise = laws.get(i).premise().test(s);
                held[i] |= premise;
                right &= !premise || laws.get(i).holds().test(s);
            }
            return right;
        });
        Outcome outcome = search(model, all);
        if (outcome.verdict() == Verdict.VIOLATED) {
            long[] end = Trace.replay(model, outcome.steps()).end();
            for (int i = 0; i < held.length; i++) {
                if (laws.get(i).violatedBy(end)) {
                    violated.add(safety.get(i).id());
                }
            }
        }
        boolean allHeld = true;
        for (boolean premise : held) {
            allHeld &= premise;
        }
        return outcome.verdict() == Verdict.HOLDS && !allHeld ? End.VACUOUS : end(outcome.verdict());
    }

    private static Outcome search(Model model, Law law) {
        Limits limits = Limits.none().withStates(STATES).withBytes(BYTES);
        return StateSearch.of(model, List.of(law), limits, Monitor.SILENT).outcome(law);
    }

    private static boolean isProgress(Model model, Claim claim) {
        return model.law(claim.law()).kind().isProgress();
    }
}
