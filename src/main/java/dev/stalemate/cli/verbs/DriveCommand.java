package dev.stalemate.cli.verbs;

import com.google.common.collect.ImmutableList;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.cli.shared.Amount.Seconds;
import dev.stalemate.cli.shared.ResultDirectory;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample.Found;
import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.counterexample.OutsideDifferenceFile;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.files.Shell;
import dev.stalemate.outside.ChildProgram;
import dev.stalemate.outside.DifferenceCause;
import dev.stalemate.outside.Drive;
import dev.stalemate.outside.DriveReport;
import dev.stalemate.outside.DriveResult;
import dev.stalemate.outside.RecordedAnswers;
import dev.stalemate.outside.RecordedDrive;
import dev.stalemate.report.Progress;
import dev.stalemate.text.Visible;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Implementations outside, compared with the reference. */
@Command(
        name = "drive",
        description = {
            "Asks a program that speaks the line protocol (docs/how-to/drive.md) generated requests, and compares its answers with the"
                    + " reference. What differs is shrunk to the fewest lines, grouped by its cause, and saved.",
            "With --recorded: compares answers that were recorded. Ends with 15 on a difference.",
            "With --again: asks a program the lines of a saved file once more."
        })
public final class DriveCommand implements Callable<Integer> {
    private static final Duration TO_START = Duration.ofSeconds(30);

    private final Session session;

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "After --: the program and its arguments. It is started without a shell.")
    private List<String> command = new ArrayList<>();

    @Option(names = "--regular", description = "Only what the SDM allows. The default.")
    private boolean regular;

    @Option(
            names = "--irregular",
            description =
                    "Also masks with holes, bases that don't fit, ranges rewritten while valid, reserved bits, unknown MSRs,"
                            + " and lines that are no request.")
    private boolean irregular;

    @Option(
            names = "--tries",
            paramLabel = "N",
            description = "How many sessions, of some 50 requests each. Default: ${DEFAULT-VALUE}.")
    private long tries = 1000;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Seed of the generator. Default: a different one each time.")
    private @Nullable Long seed;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Seconds.class,
            description = "Longest wait for an answer. Default: 2s.")
    private Duration timeout = Duration.ofSeconds(2);

    @Option(
            names = "--first-timeout",
            paramLabel = "TIME",
            converter = Seconds.class,
            description =
                    "Longest wait for the first answer of a process, which has to start, also where it is started again."
                            + " Default: 30s, or --timeout if that is longer.")
    private @Nullable Duration firstTimeout;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            converter = Seconds.class,
            description = "Most time for the run. Default: 10m.")
    private Duration maxTime = Duration.ofMinutes(10);

    @Option(
            names = "--recorded",
            paramLabel = "FILE",
            description = "Recorded requests and answers, tabs between them.")
    private @Nullable Path recorded;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = "Whose answers, as the recording's first line has it.")
    private @Nullable String column;

    @Option(names = "--again", paramLabel = "FILE", description = "What an earlier run saved.")
    private @Nullable Path again;

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description = "Where to save what differs. Default: the user's state directory, which the output names.")
    private @Nullable Path save;

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the result as JSON; to standard output alone for -.")
    private @Nullable String json;

    /** The verb in a session. */
    public DriveCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        check();
        session.files()
                .reads(recorded)
                .reads(again)
                .writes("--json", json, OutputKind.OTHER)
                .check();
        if (recorded != null) {
            return recording(recorded, String.valueOf(column)).number();
        }
        try (ChildProgram program = new ChildProgram(command, first(), timeout, stopped())) {
            return (again == null ? drive(program) : again(program, again)).number();
        } catch (ChildProgram.NotStartedException e) {
            throw usage(String.valueOf(e.getMessage()), e);
        }
    }

    private Duration first() {
        if (firstTimeout != null) {
            return firstTimeout;
        }
        return timeout.compareTo(TO_START) < 0 ? TO_START : timeout;
    }

    private void check() {
        if (regular && irregular) {
            throw usage("--regular and --irregular exclude each other", null);
        }
        if (tries <= 0 || timeout.isZero() || first().isZero()) {
            throw usage("--tries, --timeout and --first-timeout need a positive number", null);
        }
        boolean generated = regular || irregular || seed != null;
        if (recorded == null) {
            if (command.isEmpty() || command.get(0).isEmpty()) {
                throw usage("drive what? Give a command after --, or --recorded FILE", null);
            }
            if (column != null) {
                throw usage("--column needs --recorded FILE", null);
            }
        } else if (!command.isEmpty() || generated || again != null) {
            throw usage("a recording takes no command, seed, --regular, --irregular or --again", null);
        } else if (column == null) {
            throw usage("--recorded needs --column", null);
        }
        if (again != null && generated) {
            throw usage("--again asks what is in its file: no seed, --regular or --irregular", null);
        }
    }

    private static Failure usage(String message, @Nullable Exception cause) {
        Failure failure = new Failure(ExitCode.USAGE, message);
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }

    private BooleanSupplier stopped() {
        Progress progress = session.drive();
        long started = session.nanos();
        return () -> progress.stopped() || session.nanos() - started > maxTime.toNanos();
    }

    private ExitCode drive(ChildProgram program) throws IOException {
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1L << 32) : seed;
        String driver = irregular ? "irregular" : "regular";
        Progress progress = session.drive();
        DriveResult result =
                new Drive(program, chosen, irregular, tries, stopped(), progress::note, session::nanos).run();
        if (!"-".equals(json)) {
            progress.clear();
            session.out().print("--" + driver + ", seed " + chosen + "\n");
        }
        Found found = new Found(driver, chosen, ToolVersion.NUMBER);
        return report(
                result,
                c -> difference(c, ImmutableList.copyOf(command), null, found),
                saved -> session.command("drive --again", saved) + " -- " + Shell.line(command));
    }

    private ExitCode recording(Path file, String name) throws IOException, BadFileException {
        DriveResult result =
                new RecordedDrive(RecordedAnswers.read(file, name), stopped(), session.drive()::note).run();
        String where = Visible.line(file.getFileName() + ", column " + name);
        return report(
                result,
                c -> difference(c, ImmutableList.of(), where, new Found("recorded", null, ToolVersion.NUMBER)),
                saved -> session.replay(saved));
    }

    private static OutsideDifference difference(
            DifferenceCause cause, ImmutableList<String> command, @Nullable String recording, Found found) {
        return new OutsideDifference(
                command, recording, found, cause.minimal(), cause.lines(), cause.reference(), cause.answer());
    }

    private ExitCode report(
            DriveResult result,
            Function<DifferenceCause, OutsideDifference> difference,
            Function<Path, String> seenAgain)
            throws IOException {
        Path directory = save == null ? session.surroundings().outside() : save;
        ResultDirectory results = new ResultDirectory(session, directory);
        List<@Nullable String> names = new ArrayList<>();
        List<String> toAgain = new ArrayList<>();
        for (DifferenceCause cause : result.causes()) {
            OutsideDifference found = difference.apply(cause);
            Path file = results.save(
                    OutsideDifferenceFile.text(found),
                    () -> OutsideDifferenceFile.save(
                            directory, DriveReport.stem(cause), found, session.files()::writes));
            names.add(file == null ? null : file.toString());
            toAgain.add(file == null ? "not saved" : "saved; to see it again: " + seenAgain.apply(file));
        }
        results.tell();
        DriveReport report = new DriveReport(result, toAgain);
        session.drive().clear();
        if (!"-".equals(json)) {
            session.out().print(report.text());
        }
        if (json != null) {
            session.write(json, report.json(names).toPrettyString() + "\n");
        }
        return code(result);
    }

    private static ExitCode code(DriveResult result) {
        if (result.differs()) {
            return ExitCode.DIFFERS;
        }
        if (!result.complete()) {
            return ExitCode.BOUND;
        }
        return result.isVacuous() ? ExitCode.VACUOUS : ExitCode.OK;
    }

    private ExitCode again(ChildProgram program, Path file) throws BadFileException {
        OutsideDifference saved = SavedText.readOne(file).difference();
        DriveResult result = Drive.again(program, saved.lines());
        session.drive().clear();
        session.out().print(new DriveReport(result, ImmutableList.of("saved in " + file)).text());
        return code(result);
    }
}
