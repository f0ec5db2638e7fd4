package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.BesideOption;
import dev.stalemate.cli.shared.DesignOption;
import dev.stalemate.cli.shared.SavedFiles;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.lab.seen.Recordings;
import dev.stalemate.model.PatchFile;
import dev.stalemate.outside.DifferenceReport;
import dev.stalemate.report.Story;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table;
import dev.stalemate.report.Table.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes saved counterexamples again. */
@Command(
        name = "replay",
        description = {
            "Replays saved counterexamples: one file is shown step by step, several as a table.",
            "Elements are named in words: ept of gpa 0x0 is written as ept[0x0] in a condition.",
            "Of a file that drive saved, only the reference's answers are checked: no command in a file is ever run.",
            "Ends with 0 if all are still violated by the recorded states, with 12 if not."
        })
public final class ReplayCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR|-",
            description =
                    "Files, or directories of them; - for standard input. Mails and pages that share wrote are files,"
                            + " too, also where a mail is quoted.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--list",
            description =
                    "List the steps one below the other, even where several CPUs or devices have columns of their own.")
    private boolean list;

    @Option(
            names = "--show-design",
            description = {
                "Print the text of the user's own design that FILE carries, and do no more.",
                "It is there to be read: no text in a file is ever compiled or run."
            })
    private boolean showDesign;

    @Option(
            names = "--format",
            paramLabel = "text|markdown",
            description =
                    "For a terminal, or for a mail: ASCII of at most 75 columns, one piece for each file. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    @Mixin
    private final BesideOption beside = new BesideOption();

    @Mixin
    private final DesignOption design = new DesignOption();

    /** The verb in a session. */
    public ReplayCommand(Session session) {
        this.session = session;
    }

    /** What it is told for. */
    enum Format {
        text,
        markdown
    }

    @Override
    @SuppressWarnings("try") // a design runs as long as its counterexamples are looked at
    public Integer call() throws IOException, BadFileException {
        SavedFiles saved = new SavedFiles(session, paths);
        if (showDesign) {
            return showDesign(saved).number();
        }
        return design.during(session, saved, () -> replayed(saved)).number();
    }

    private ExitCode replayed(SavedFiles saved) throws IOException, BadFileException {
        if (format == Format.markdown) {
            beside.mustBeUnused("is for a terminal: leave out --format markdown");
            List<String> pieces = new ArrayList<>();
            ExitCode code = saved.mails(pieces, list);
            session.out().print(String.join("\n", pieces));
            return code;
        }
        SavedText only = saved.only();
        if (only != null) {
            if (only.isOutside()) {
                return tell(only.difference(), only.file());
            }
            ExitCode code = tell(only.counterexample());
            tellSeen(Path.of(only.file()), only.counterexample());
            return code;
        }
        beside.mustBeUnused("shows one counterexample, not several");
        return table(saved);
    }

    /** What real kernels did with it: the recordings beside its file, each judged now. */
    private void tellSeen(Path file, Counterexample c) throws IOException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            Recordings.judged(file, c)
                    .forEach((kept, shown) -> session.say(shown.outcome().word() + " on " + shown.kernel() + ", "
                            + kept.day() + ": " + shown.says()));
        } catch (BadFileException e) {
            session.complain(String.valueOf(e.getMessage()));
        }
    }

    private ExitCode showDesign(SavedFiles saved) throws BadFileException {
        SavedText only = saved.only();
        if (only == null) {
            throw new Failure(ExitCode.USAGE, "--show-design shows the design of one counterexample, not of several");
        }
        PatchFile file = only.counterexample().file();
        if (file == null || file.text().isEmpty()) {
            throw new BadFileException(
                    only.name(),
                    file == null
                            ? "has no design of a user's own"
                            : "has the hash of " + file.name() + ", not its text");
        }
        session.out().print(file.text().endsWith("\n") ? file.text() : file.text() + "\n");
        return ExitCode.OK;
    }

    private ExitCode tell(Counterexample c) {
        Check.Result result = Check.of(c, session.systems());
        String both = beside.of(session, c, result);
        if (c.claim() != null) {
            session.out().print(c.claim() + ": ");
        }
        if (both != null) {
            session.out().print(both + "\n");
        } else if (result.trace() != null && result.law() != null) {
            session.out()
                    .print(
                            list
                                    ? Story.listed(result.trace(), result.law(), session.style())
                                    : Story.of(result.trace(), result.law(), session.style()));
        } else {
            session.say(c.system() + "/" + c.design());
            c.steps().forEach(step -> session.say("  " + step));
        }
        session.out().print(session.style().paint(tone(result.asRecorded()), result.saysInFull()) + "\n");
        return SavedFiles.code(result);
    }

    private ExitCode tell(OutsideDifference d, String file) {
        beside.mustBeUnused("needs a counterexample of a design, not an answer of another implementation");
        DifferenceReport report = new DifferenceReport(d);
        session.say("Asked of " + report.by());
        session.out().print(report.lines());
        session.out().print(session.style().paint(tone(report.asRecorded()), report.result()) + "\n");
        if (d.recording() == null) {
            session.say(
                    "to ask it again: " + report.again(session.surroundings().command(), file));
        }
        return SavedFiles.code(report.asRecorded());
    }

    private ExitCode table(SavedFiles saved) throws IOException {
        Table table = new Table()
                .left("file")
                .wrapping("system/design")
                .wrapping("property")
                .right("steps")
                .wrapping("result");
        ExitCode code = saved.each(text -> row(table, text));
        session.out().print(table.render(session.width(), session.style()));
        return code;
    }

    private ExitCode row(Table table, SavedText text) throws BadFileException {
        if (text.isOutside()) {
            OutsideDifference d = text.difference();
            DifferenceReport report = new DifferenceReport(d);
            Cell result = new Cell(report.result(), tone(report.asRecorded()));
            table.row(text.name(), report.by(), "answers", d.lines().size(), result);
            return SavedFiles.code(report.asRecorded());
        }
        Counterexample c = text.counterexample();
        Check.Result result = Check.of(c, session.systems());
        table.row(
                text.name(),
                c.system() + "/" + c.design(),
                c.law(),
                c.steps().size(),
                new Cell(result.says(), tone(result.asRecorded())));
        return SavedFiles.code(result);
    }

    private static Tone tone(boolean asRecorded) {
        return asRecorded ? Tone.GOOD : Tone.BAD;
    }
}
