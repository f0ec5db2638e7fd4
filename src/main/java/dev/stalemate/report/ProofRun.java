package dev.stalemate.report;

import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.AskedSolver;
import dev.stalemate.prove.answer.ProofReport.End;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.text.Amounts;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A proof that was looked for.
 *
 * @param report what came of it
 * @param seconds how long it took, with its validation
 */
public record ProofRun(ProofReport report, double seconds) {
    /** How it ended, in a word or two: {@code not inductive}. */
    static String word(Enum<?> end) {
        return end.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The same. */
    String found() {
        return word(report.end());
    }

    /** Such as {@code kvm/linux-6.7}. */
    String design() {
        return report.claim().system().name() + "/" + report.claim().design().name();
    }

    static Tone tone(End end) {
        return switch (end) {
            case PROVED -> Tone.GOOD;
            case VIOLATED -> Tone.BAD;
            case NOT_INDUCTIVE, UNDECIDED, REFUSED -> Tone.NOTABLE;
        };
    }

    /** How the proof came out, in sentences. */
    String conclusion() {
        String id = report.claim().id();
        return switch (report.end()) {
            case PROVED ->
                id + " is proved: " + report.claim().law() + " holds for " + report.says() + ". "
                        + Amounts.count(report.rows().size(), "obligation") + "; " + judges(report.solvers()) + ".";
            case NOT_INDUCTIVE ->
                id
                        + " is not proved: some step leads out of the invariant. This is no violation, because the state before"
                        + " that step may not be reachable.";
            case VIOLATED -> id + " is violated, by a run from the initial state that was replayed.";
            case UNDECIDED -> id + " is not proved, and nothing speaks against it: some question has no answer.";
            case REFUSED -> id + " can't be proved so.";
        };
    }

    /** Which solvers had their say: that there was one alone is said. */
    static String judges(List<AskedSolver> solvers) {
        List<String> names = solvers.stream()
                .map(solver -> solver.name() + " " + solver.version())
                .toList();
        return switch (names.size()) {
            case 0 -> "no solver was asked";
            case 1 -> names.get(0) + " alone was asked, and nothing checks it";
            default ->
                names.stream().limit(names.size() - 1L).collect(Collectors.joining(", ")) + " and "
                        + names.get(names.size() - 1) + " agree on each that a solver was asked";
        };
    }
}
