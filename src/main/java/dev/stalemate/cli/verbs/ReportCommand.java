package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.DesignOption;
import dev.stalemate.cli.shared.SavedFiles;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.lab.seen.Recordings;
import dev.stalemate.lab.seen.Shown.Outcome;
import dev.stalemate.report.Progress;
import dev.stalemate.report.SavedIndex;
import dev.stalemate.report.page.CheckResult;
import dev.stalemate.report.page.Report;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a page of counterexamples. */
@Command(
        name = "report",
        description = {
            "Writes one HTML file that shows counterexamples step by step: states, what changed, the entry that is stale and the step that"
                    + " made it so, and beside it a design that holds, on the same steps. It loads nothing, and a link to FILE#NAME/STEP"
                    + " shows that step. What check --json wrote adds its verdicts to the table of claims.",
            "Or an index of a directory, in Markdown, to be kept in it: report --format index DIR -o DIR/README.md.",
            "Ends with 0 if all are still violated by the recorded states, with 12 if not; files that can't be read are left out (65)."
        })
public final class ReportCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    private final Session session;

    @Parameters(
            paramLabel = "FILE|DIR",
            description = "Counterexamples, directories of them, results of check --json. Default: counterexamples.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE|-",
            description = "Where to write it; - for standard output, which is the default except for html.")
    private @Nullable String output;

    @Option(
            names = "--format",
            paramLabel = "html|markdown|index",
            description =
                    "A page, text for mails as of replay --format markdown, or a table of them. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.html;

    @Mixin
    private final DesignOption design = new DesignOption();

    /** The verb in a session. */
    public ReportCommand(Session session) {
        this.session = session;
    }

    /** What it is written as. */
    enum Format {
        html,
        markdown,
        index
    }

    @Override
    @SuppressWarnings("try") // a design runs as long as its counterexamples are looked at
    public Integer call() throws IOException, BadFileException {
        if (output == null && format == Format.html) {
            throw new Failure(ExitCode.USAGE, "where to write the page? -o FILE, or - for standard output");
        }
        List<Path> asked = paths.isEmpty() ? List.of(Path.of("counterexamples")) : paths;
        SavedFiles saved = new SavedFiles(session, asked);
        session.files()
                .reads(saved.files())
                .writes("-o", output, OutputKind.OTHER)
                .check();
        String to = output == null ? STANDARD_OUTPUT : output;
        return design.during(session, saved, () -> switch (format) {
                    case html -> page(saved, to);
                    case markdown -> mails(saved, to);
                    case index -> index(saved, asked.get(0), to);
                })
                .number();
    }

    /** A table of the files of a directory, with links that work in it. */
    private ExitCode index(SavedFiles saved, Path first, String to) throws IOException {
        SavedIndex index = new SavedIndex(session.systems(), Files.isDirectory(first) ? first : Path.of(""));
        ExitCode code = saved.each(text -> {
            if (text.isOutside()) {
                throw new BadFileException(
                        text.name(), "is what an outside implementation answered, which no index has");
            }
            Counterexample c = text.counterexample();
            Path file = Path.of(text.file());
            Map<Path, String> seen = new LinkedHashMap<>();
            Recordings.judged(file, c)
                    .forEach((kept, shown) -> seen.put(
                            kept.file(),
                            (shown.outcome() == Outcome.SEEN
                                            ? ""
                                            : shown.outcome().word() + " on ")
                                    + shown.kernel()));
            Check.Result result = Check.of(c, session.systems());
            index.add(file, c, result, seen);
            return SavedFiles.code(result);
        });
        session.write(to, index.text());
        return code;
    }

    private ExitCode mails(SavedFiles saved, String to) throws IOException {
        List<String> pieces = new ArrayList<>();
        ExitCode code = saved.mails(pieces, false);
        session.write(to, String.join("\n", pieces));
        return code;
    }

    private ExitCode page(SavedFiles saved, String to) throws IOException {
        Report report = new Report(session.systems());
        Progress progress = session.drive();
        int all = saved.files().size();
        ExitCode code = saved.eachFile(file -> {
            progress.note("report: " + report.size() + " of " + all + " files");
            return progress.stopped() ? ExitCode.BOUND : add(report, saved, file);
        });
        progress.clear();
        if (progress.stopped()) {
            session.complain("interrupted: not all of " + all + " files are in the report");
        }
        if (report.isEmpty()) {
            return code; // an older page is worth more than an empty one
        }
        boolean written = session.write(to, report.html());
        if (written && !to.equals(STANDARD_OUTPUT)) {
            session.say(Amounts.count(report.size(), "counterexample") + " in " + to);
        }
        return code;
    }

    private ExitCode add(Report report, SavedFiles saved, Path file) throws IOException, BadFileException {
        CheckResult verdicts = Files.isRegularFile(file) ? CheckResult.read(file) : null;
        if (verdicts != null) {
            report.add(verdicts);
            return ExitCode.OK;
        }
        return saved.all(saved.in(file), text -> saved.addTo(report, text, file));
    }
}
