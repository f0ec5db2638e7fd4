package dev.stalemate.cli;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.counterexample.OutsideDifferenceFile;
import dev.stalemate.outside.DriveReport;
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

    ReplayCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        List<Path> files = SavedFiles.of(paths);
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
        String detail = result.detail().isEmpty() ? ", every state as recorded" : ": " + result.detail();
        session.out().print(session.style().paint(tone(result), result.kind() + detail) + "\n");
        return code(result);
    }

    /** The reference's side alone: nothing that a file names is run. */
    private ExitCode tell(OutsideDifference d, Path file) {
        session.out().print("Asked of " + by(d) + "\n" + DriveReport.lines(d.lines(), d.answer()));
        session.out().print(session.style().paint(tone(code(d)), result(d)) + "\n");
        if (d.recording() == null) {
            session.out().print("to ask it again: stalemate drive --again " + file + " -- " + by(d) + "\n");
        }
        return code(d);
    }

    private static String by(OutsideDifference d) {
        return d.recording() == null ? DriveReport.shell(d.command()) : d.recording();
    }

    private static String result(OutsideDifference d) {
        return code(d) == ExitCode.OK
                ? "the reference answers as recorded"
                : "the reference changed: recorded is " + d.reference() + ", now it says "
                        + DriveReport.reference(d.lines());
    }

    private static Tone tone(ExitCode code) {
        return code == ExitCode.OK ? Tone.GOOD : Tone.BAD;
    }

    private static ExitCode code(OutsideDifference d) {
        return DriveReport.reference(d.lines()).equals(d.reference()) ? ExitCode.OK : ExitCode.VIOLATED;
    }

    private ExitCode table(List<Path> files) {
        Table table = new Table()
                .left("file")
                .wrapping("system/variant")
                .wrapping("property")
                .right("steps")
                .wrapping("result");
        List<ExitCode> codes = new ArrayList<>();
        for (Path file : files) {
            try {
                if (OutsideDifferenceFile.isOne(file)) {
                    OutsideDifference d = OutsideDifferenceFile.read(file);
                    table.row(file, by(d), "answers", d.lines().size(), new Cell(result(d), tone(code(d))));
                    codes.add(code(d));
                    continue;
                }
                Counterexample c = CounterexampleReader.read(file);
                Check.Result result = Check.of(c, session.systems());
                String detail = result.detail().isEmpty() ? "" : ": " + result.detail();
                table.row(
                        file,
                        c.system() + "/" + c.variant(),
                        c.property(),
                        c.steps().size(),
                        new Cell(result.kind() + detail, tone(result)));
                codes.add(code(result));
            } catch (BadFileException e) {
                session.complain(String.valueOf(e.getMessage()));
                codes.add(ExitCode.BAD_INPUT);
            }
        }
        session.out().print(table.render(session.width(), session.style()));
        return codes.contains(ExitCode.BAD_INPUT) ? ExitCode.BAD_INPUT : ExitCode.worst(codes);
    }

    private static Tone tone(Check.Result result) {
        return result.asRecorded() ? Tone.GOOD : Tone.BAD;
    }

    private static ExitCode code(Check.Result result) {
        return result.asRecorded() ? ExitCode.OK : ExitCode.VIOLATED;
    }
}
