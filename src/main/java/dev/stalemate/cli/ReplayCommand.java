package dev.stalemate.cli;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.counterexample.OutsideDifferenceFile;
import dev.stalemate.outside.DifferenceReport;
import dev.stalemate.report.MailText;
import dev.stalemate.report.Story;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table;
import dev.stalemate.report.Table.Cell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes saved counterexamples again. */
@Command(
        name = "replay",
        description = {
            "Takes saved counterexamples again: one file is told step by step, several make a table.",
            "Of what drive saved, the reference's side alone: no command of a file is ever run.",
            "Ends with 0 if all are still violated by the recorded states, with 12 if not."
        })
final class ReplayCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Files, or directories of them.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--list",
            description =
                    "Tell the steps one below the other, even where several CPUs or devices take them in lanes of their own.")
    private boolean list;

    @Option(
            names = "--format",
            paramLabel = "text|markdown",
            description =
                    "For a terminal, or for a mail: ASCII of at most 75 columns, one piece for each file. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    ReplayCommand(Session session) {
        this.session = session;
    }

    /** What it is told for. */
    enum Format {
        text,
        markdown
    }

    /** What is told of one file. */
    private interface Teller {
        ExitCode tell(Path file) throws BadFileException;
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        List<Path> files = SavedFiles.of(paths);
        if (format == Format.markdown) {
            return markdown(files).number();
        }
        if (files.size() == 1 && OutsideDifferenceFile.isOne(files.get(0))) {
            return tell(OutsideDifferenceFile.read(files.get(0)), files.get(0)).number();
        }
        if (files.size() == 1) {
            return tell(CounterexampleReader.read(files.get(0))).number();
        }
        return table(files).number();
    }

    private ExitCode tell(Counterexample c) {
        Check.Result result = Check.of(c, session.systems());
        if (c.claim() != null) {
            session.out().print(c.claim() + ": ");
        }
        if (result.trace() != null && result.property() != null) {
            session.out()
                    .print(
                            list
                                    ? Story.listed(result.trace(), result.property(), session.style())
                                    : Story.of(result.trace(), result.property(), session.style()));
        } else {
            session.out().print(c.system() + "/" + c.variant() + "\n");
            c.steps().forEach(step -> session.out().print("  " + step + "\n"));
        }
        String says = result.says() + (result.asRecorded() ? ", every state as recorded" : "");
        session.out().print(session.style().paint(tone(result.asRecorded()), says) + "\n");
        return code(result.asRecorded());
    }

    private ExitCode tell(OutsideDifference d, Path file) {
        DifferenceReport report = new DifferenceReport(d);
        session.out().print("Asked of " + report.by() + "\n" + report.lines());
        session.out().print(session.style().paint(tone(report.asRecorded()), report.result()) + "\n");
        if (d.recording() == null) {
            session.out().print("to ask it again: " + report.again(file.toString()) + "\n");
        }
        return code(report.asRecorded());
    }

    private ExitCode table(List<Path> files) {
        Table table = new Table()
                .left("file")
                .wrapping("system/variant")
                .wrapping("property")
                .right("steps")
                .wrapping("result");
        ExitCode code = each(files, file -> row(table, file));
        session.out().print(table.render(session.width(), session.style()));
        return code;
    }

    private ExitCode row(Table table, Path file) throws BadFileException {
        if (OutsideDifferenceFile.isOne(file)) {
            OutsideDifference d = OutsideDifferenceFile.read(file);
            DifferenceReport report = new DifferenceReport(d);
            Cell result = new Cell(report.result(), tone(report.asRecorded()));
            table.row(file, report.by(), "answers", d.lines().size(), result);
            return code(report.asRecorded());
        }
        Counterexample c = CounterexampleReader.read(file);
        Check.Result result = Check.of(c, session.systems());
        table.row(
                file,
                c.system() + "/" + c.variant(),
                c.property(),
                c.steps().size(),
                new Cell(result.says(), tone(result.asRecorded())));
        return code(result.asRecorded());
    }

    private ExitCode markdown(List<Path> files) {
        List<String> pieces = new ArrayList<>();
        ExitCode code = each(files, file -> piece(pieces, file));
        session.out().print(String.join("\n", pieces));
        return code;
    }

    private ExitCode piece(List<String> pieces, Path file) throws BadFileException {
        if (OutsideDifferenceFile.isOne(file)) {
            OutsideDifference d = OutsideDifferenceFile.read(file);
            pieces.add(MailText.of(d, file.toString()));
            return code(new DifferenceReport(d).asRecorded());
        }
        Counterexample c = CounterexampleReader.read(file);
        Check.Result result = Check.of(c, session.systems());
        pieces.add(MailText.of(c, result, file.toString(), list));
        return code(result.asRecorded());
    }

    /** Goes on with the others where a file is bad. */
    private ExitCode each(List<Path> files, Teller teller) {
        List<ExitCode> codes = new ArrayList<>();
        for (Path file : files) {
            try {
                codes.add(teller.tell(file));
            } catch (BadFileException e) {
                session.complain(String.valueOf(e.getMessage()));
                codes.add(ExitCode.BAD_INPUT);
            }
        }
        return codes.contains(ExitCode.BAD_INPUT) ? ExitCode.BAD_INPUT : ExitCode.worst(codes);
    }

    private static Tone tone(boolean asRecorded) {
        return asRecorded ? Tone.GOOD : Tone.BAD;
    }

    private static ExitCode code(boolean asRecorded) {
        return asRecorded ? ExitCode.OK : ExitCode.VIOLATED;
    }
}
