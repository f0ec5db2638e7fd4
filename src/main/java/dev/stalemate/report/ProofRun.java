package dev.stalemate.report;

import dev.stalemate.model.Claim;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.AskedSolver;
import dev.stalemate.prove.answer.ProofReport.Bugs;
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
    /** Whether what is asked is no claim, but its property of another design, to be proved in the same way. */
    public static boolean isOfOtherDesign(Claim claim) {
        return claim.system().claims().stream()
                .noneMatch(each -> each.id().equals(claim.id())
                        && each.design().name().equals(claim.design().name()));
    }

    /** What it is called: {@code K12}, or {@code kvm/vm-copy like K12}. */
    public static String name(Claim claim) {
        return isOfOtherDesign(claim)
                ? claim.system().name() + "/" + claim.design().name() + " like " + claim.id()
                : claim.id();
    }

    /** The same of this claim. */
    String name() {
        return name(report.claim());
    }

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
        String id = name();
        return switch (report.end()) {
            case PROVED ->
                id + " is proved: " + report.claim().law() + " holds for " + report.says() + ". " + obligations() + "; "
                        + judges(report.solvers()) + "." + missed();
            case NOT_INDUCTIVE ->
                id
                        + " is not proved: some step leads from a state of the invariant out of it. This is no violation: that"
                        + " state may not be reachable.";
            case VIOLATED ->
                id + " is violated: a run from the initial state breaks "
                        + report.claim().law() + ". It was replayed with the model's own code.";
            case UNDECIDED -> id + " is not proved, and not refuted: some question has no answer.";
            case REFUSED -> id + " can't be proved in this way. It may hold all the same.";
        };
    }

    private String obligations() {
        long shown = report.rows().stream()
                .filter(row -> row.asked() == 0 && row.conjunct().equals(ProofReport.POSSIBLE))
                .count();
        long rules = report.rows().stream().filter(row -> row.asked() == 0).count() - shown;
        return Amounts.count(report.rows().size(), "obligation") + ", of which this program's rules for terms decide "
                + Amounts.count(rules) + " without a solver"
                + (shown == 0 ? "" : ", and random steps " + Amounts.count(shown));
    }

    private String missed() {
        Bugs bugs = report.bugs();
        return bugs == null || bugs.missed().isEmpty() ? "" : " " + missed(bugs);
    }

    /** What it means that a proof does not fail with some bugs. */
    static String missed(Bugs bugs) {
        if (!bugs.touching()) {
            return "None of " + Amounts.count(bugs.tried(), "planted bug")
                    + " changes an entry that the property or the invariant reads: they tell nothing of this proof.";
        }
        int missed = bugs.missed().size();
        return "With " + missed + " of " + Amounts.count(bugs.tried(), "planted bug")
                + " the proof succeeds all the same: "
                + (missed == 1 ? "what that changes" : "what those change")
                + " is not needed for it, and it would not notice such a mistake in the design.";
    }

    private static String different(int questions) {
        return questions == 1 ? "1 question" : Amounts.count(questions, "different question");
    }

    /** Which solvers had their say, and about how much: that there was one alone, or nothing to ask, is said. */
    static String judges(List<AskedSolver> solvers) {
        List<String> names = solvers.stream()
                .map(solver -> solver.name() + " " + solver.version())
                .toList();
        if (names.isEmpty()) {
            return "no solver was asked";
        }
        String all = names.size() == 1
                ? names.get(0)
                : names.stream().limit(names.size() - 1L).collect(Collectors.joining(", ")) + " and "
                        + names.get(names.size() - 1);
        int questions = solvers.get(0).questions();
        if (questions == 0) {
            return "no question was left for " + all;
        }
        return names.size() == 1
                ? all + " alone was asked " + different(questions)
                : all + " were asked " + different(questions) + " each, and agree on all that is said to be proved";
    }
}
