package dev.stalemate.cli;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.OutsideDifferenceFile;
import dev.stalemate.report.Amounts;
import dev.stalemate.report.Progress;
import dev.stalemate.report.page.CheckResult;
import dev.stalemate.report.page.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a page of counterexamples. */
@Command(
        name = "report",
        description = {
            "Writes one HTML file that shows counterexamples step by step: states, what changed, the entry that is stale and the step that"
                    + " made it so, and beside it a design that holds, on the same steps. It loads nothing, and a link to FILE#NAME/STEP"
                    + " shows that step. What check --json wrote adds its verdicts to the table of claims.",
            "Ends with 0 if all are still violated by the recorded states, with 12 if not; files that can't be read are left out (65)."
        })
final class ReportCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "FILE|DIR",
            description = "Counterexamples, directories of them, results of check --json. Default: counterexamples.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE|-",
            required = true,
            description = "Where to write it; - for standard output.")
    private String output = "";

    ReportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        List<Path> files = SavedFiles.of(paths.isEmpty() ? List.of(Path.of("counterexamples")) : paths);
        Report report = new Report(session.systems());
        Progress progress = session.drive();
        List<ExitCode> codes = new ArrayList<>();
        for (Path file : files) {
            progress.note("report: " + codes.size() + " of " + files.size() + " files");
            if (progress.stopped()) {
                session.complain("interrupted: " + codes.size() + " of " + files.size() + " files are in the report");
                codes.add(ExitCode.BOUND);
                break;
            }
            codes.add(add(report, file));
        }
        progress.clear();
        session.write(output, report.html());
        if (!output.equals("-")) {
            session.out().print(Amounts.count(report.size(), "counterexample") + " in " + output + "\n");
        }
        return (codes.contains(ExitCode.BAD_INPUT) ? ExitCode.BAD_INPUT : ExitCode.worst(codes)).number();
    }

    private ExitCode add(Report report, Path file) throws IOException {
        try {
            if (OutsideDifferenceFile.isOne(file)) {
                report.add(file, OutsideDifferenceFile.read(file));
                return ExitCode.OK;
            }
            CheckResult verdicts = CheckResult.read(file);
            if (verdicts != null) {
                report.add(verdicts);
                return ExitCode.OK;
            }
            Counterexample c = CounterexampleReader.read(file);
            Check.Result result = Check.of(c, session.systems());
            report.add(file, c, result);
            return result.asRecorded() ? ExitCode.OK : ExitCode.VIOLATED;
        } catch (BadFileException e) {
            session.complain(String.valueOf(e.getMessage()));
            return ExitCode.BAD_INPUT;
        }
    }
}
