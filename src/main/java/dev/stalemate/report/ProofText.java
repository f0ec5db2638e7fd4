package dev.stalemate.report;

import dev.stalemate.model.Claim;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.Bugs;
import dev.stalemate.prove.answer.ProofReport.Conjunct;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.answer.ProofReport.End;
import dev.stalemate.prove.answer.ProofReport.Failure;
import dev.stalemate.prove.answer.ProofReport.Known;
import dev.stalemate.prove.answer.ProofReport.Row;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Proofs for people: one in full, with a row for each step and conjunct; several in a table, and in full what is not proved. */
public final class ProofText {
    private static final String INDENT = "  ";

    private final List<ProofRun> runs;
    private final double seconds;
    private final int width;
    private final Style style;
    private final StringBuilder out = new StringBuilder();

    /**
     * A text.
     *
     * @param seconds how long all of them took together: several may be proved at the same time
     * @param width of the terminal, in columns; where there is none, as for {@link ClaimReport}
     */
    public ProofText(List<ProofRun> runs, double seconds, int width, Style style) {
        this.seconds = seconds;
        this.runs = runs;
        this.width = width;
        this.style = style;
    }

    /** The text, each line ended by a line feed. */
    public String text() {
        if (runs.size() == 1) {
            inFull(runs.get(0));
            return out.toString();
        }
        out.append(table());
        runs.stream().filter(ProofText::hasMore).forEach(run -> {
            out.append('\n');
            ended(run);
        });
        out.append('\n');
        lines("", summary());
        return out.toString();
    }

    private static boolean hasMore(ProofRun run) {
        Bugs bugs = run.report().bugs();
        return run.report().end() != End.PROVED
                || (bugs != null && !bugs.missed().isEmpty());
    }

    private String table() {
        Table table = new Table()
                .left("id")
                .wrapping("system/design")
                .wrapping("property")
                .left("found")
                .right("obligations")
                .right("bugs refused")
                .right("time");
        for (ProofRun run : runs) {
            ProofReport report = run.report();
            Bugs bugs = report.bugs();
            table.row(
                    ProofRun.isOfOtherDesign(report.claim())
                            ? "like " + report.claim().id()
                            : report.claim().id(),
                    run.design(),
                    report.claim().law(),
                    new Cell(run.found(), ProofRun.tone(report.end())),
                    Amounts.count(report.rows().size()),
                    bugs == null ? "" : bugs.refused() + "/" + bugs.tried(),
                    Amounts.seconds(run.seconds()));
        }
        return table.render(width, style);
    }

    /** Such as {@code 3 claims: 2 proved, 1 not inductive; 4.20 s}. */
    private String summary() {
        Map<End, Long> counts = runs.stream()
                .collect(Collectors.groupingBy(run -> run.report().end(), TreeMap::new, Collectors.counting()));
        long alone =
                runs.stream().filter(run -> run.report().solvers().size() == 1).count();
        return Amounts.count(runs.size(), "claim") + ": "
                + counts.entrySet().stream()
                        .map(each -> Amounts.count(each.getValue()) + " " + ProofRun.word(each.getKey()))
                        .collect(Collectors.joining(", "))
                + (alone == 0 ? "" : "; for " + Amounts.count(alone) + " of them one solver was asked alone")
                + "; "
                + Amounts.seconds(seconds);
    }

    private void inFull(ProofRun run) {
        ProofReport report = run.report();
        Claim claim = report.claim();
        out.append(style.paint(
                        Tone.STRONG,
                        run.name() + ": " + claim.law()
                                + (ProofRun.isOfOtherDesign(claim) ? "" : " of " + run.design())))
                .append('\n');
        lines(INDENT, claim.says());
        lines(INDENT, "to be proved for " + report.says());
        lines(INDENT, "in a model with " + claim.system().scope(report.scope()).words());
        if (report.validated() > 0) {
            lines(
                    INDENT,
                    "before the proof, terms and code were compared on "
                            + Amounts.count(report.validated(), "random state") + ": they do the same");
        }
        if (!report.cutOff().isEmpty()) {
            heading("Why a few stand for any number");
            report.cutOff().forEach(this::cutOff);
        }
        if (!report.conjuncts().isEmpty()) {
            heading("Invariant");
            report.conjuncts().forEach(this::conjunct);
        }
        if (!report.rows().isEmpty()) {
            heading("Obligations");
            out.append(rows(report.rows()));
        }
        Bugs bugs = report.bugs();
        if (bugs != null) {
            heading("Planted bugs of the design");
            lines(
                    INDENT,
                    Amounts.count(bugs.tried()) + " tried: with " + Amounts.count(bugs.refused())
                            + " of them the proof fails, as it must");
        }
        out.append('\n');
        ended(run);
    }

    private void heading(String title) {
        out.append('\n').append(style.paint(Tone.STRONG, title)).append('\n');
    }

    private void cutOff(CutOff check) {
        lines(INDENT, check.index() + ": " + check.says() + (check.carries() ? "" : " (does not carry)"));
    }

    private void conjunct(Conjunct conjunct) {
        String from =
                switch (conjunct.origin()) {
                    case DECLARED -> "";
                    case ADDED -> " (added)";
                    case FOUND -> " (found)";
                };
        lines(INDENT, conjunct.name() + from + ": " + conjunct.says());
    }

    private String rows(List<Row> rows) {
        Table table = new Table()
                .wrapping("step")
                .wrapping("keeps")
                .left("found")
                .right("cases")
                .right("left")
                .left("solvers");
        for (RowGroup group : RowGroup.of(rows)) {
            table.row(
                    group.steps(),
                    group.conjunct(),
                    new Cell(ProofRun.word(group.known()), group.known() == Known.PROVED ? Tone.GOOD : Tone.NOTABLE),
                    Amounts.count(group.cases()),
                    Amounts.count(group.asked()),
                    String.join(", ", group.by()));
        }
        return table.render(width, style);
    }

    /** How it ended, and why, with the steps that speak against it. */
    private void ended(ProofRun run) {
        ProofReport report = run.report();
        Tone tone = ProofRun.tone(report.end());
        Wrap.hanging("", run.conclusion(), INDENT, ClaimReport.proseWidth(width))
                .forEach(line -> out.append(style.paint(tone, line)).append('\n'));
        Bugs bugs = report.bugs();
        if (bugs != null && bugs.touching()) {
            bugs.missed().forEach(missed -> lines(INDENT, "a planted bug that the proof does not notice: " + missed));
        }
        if (report.end() == End.PROVED) {
            return;
        }
        if (!report.why().isEmpty()) {
            lines(INDENT, report.why());
        }
        report.rows().stream()
                .filter(row -> row.known() != Known.PROVED)
                .forEach(row -> lines(INDENT, row.action() + ", " + row.conjunct() + ": " + row.why()));
        report.failures().forEach(this::failure);
        Trace violation = report.violation();
        if (violation != null) {
            out.append(Story.of(violation, violation.model().law(report.claim().law()), style));
        }
    }

    private void failure(Failure failure) {
        lines(
                "",
                (failure.step().isEmpty() ? failure.action() : failure.step()) + " does not keep " + failure.conjunct()
                        + ", if it is taken in a state with");
        failure.before().forEach(line -> lines(INDENT, line));
        if (!failure.after().isEmpty()) {
            lines("", "The step changes:");
            failure.after().forEach(line -> lines(INDENT, line));
        }
    }

    private void lines(String indent, String text) {
        Wrap.hanging(indent, text, indent + INDENT, ClaimReport.proseWidth(width))
                .forEach(line -> out.append(line).append('\n'));
    }
}
