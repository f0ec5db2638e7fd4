package dev.stalemate.cli.session;

import dev.stalemate.decide.Decision;
import dev.stalemate.model.Verdict;
import java.util.Collection;
import java.util.List;

/** How the tool ends, for scripts. */
public enum ExitCode {
    /** As it should be. */
    OK(0, "every verdict as expected, or a finding that is recorded and explained"),
    /** Nothing can go on. */
    DEADLOCK(11, "deadlock: no step is possible in a non-final state"),
    /** A counterexample, or a verdict that is not the recorded one. */
    VIOLATED(12, "a property is violated, or a verdict is not the recorded one"),
    /** Nothing gets done. */
    NO_PROGRESS(13, "no progress: something that must eventually happen may never happen"),
    /** Not really tested. */
    VACUOUS(14, "vacuous: a premise never held, an action never fired, or there was nothing to compare"),
    /** Two answers to one question. */
    DIFFERS(15, "an outside implementation or a trace differs"),
    /** No answer. */
    BOUND(20, "no answer: a bound or Ctrl-C stopped the run, or nothing was decided"),
    /** The user's mistake. */
    USAGE(64, "wrong usage"),
    /** A file's mistake. */
    BAD_INPUT(65, "bad input file, or a design whose code fails"),
    /** Our mistake. */
    INTERNAL(70, "internal error, or a file that can't be written");

    private static final List<ExitCode> WORST_FIRST = List.of(VIOLATED, DEADLOCK, NO_PROGRESS, VACUOUS, BOUND);

    private final int number;
    private final String says;

    ExitCode(int number, String says) {
        this.number = number;
        this.says = says;
    }

    /** What the process returns. */
    public int number() {
        return number;
    }

    /** What it means. */
    public String says() {
        return says;
    }

    /** The code of one decision. An undecided question does not pass, even if random walks found nothing against a claim. */
    public static ExitCode of(Decision decision) {
        Verdict recorded = decision.binding() ? decision.recorded() : null;
        if (decision.found() == recorded) {
            return OK;
        }
        return switch (decision.found()) {
            case VIOLATED ->
                switch (decision.law().kind()) {
                    case EVENTUALLY -> NO_PROGRESS;
                    case DEADLOCK_FREE -> DEADLOCK;
                    case ALWAYS, SOMETIMES -> VIOLATED;
                };
            case VACUOUS -> VACUOUS;
            case UNDECIDED -> BOUND;
            case HOLDS -> recorded == null ? OK : VIOLATED;
        };
    }

    /** The most severe of what a run's decisions say. */
    public static ExitCode worst(Collection<ExitCode> codes) {
        return WORST_FIRST.stream().filter(codes::contains).findFirst().orElse(OK);
    }
}
