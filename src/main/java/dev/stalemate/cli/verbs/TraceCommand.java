package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.MtrrFile;
import dev.stalemate.real.kvm.Excerpt;
import dev.stalemate.real.kvm.GuestFacts;
import dev.stalemate.real.kvm.KvmTrace;
import dev.stalemate.real.kvm.Timeline;
import dev.stalemate.real.kvm.TraceRow;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.TextFile;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.report.Progress;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.report.page.TracePage;
import dev.stalemate.systems.kvm.KvmVersion;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A trace of a real KVM, judged leaf by leaf. */
@Command(
        name = "trace",
        description = {
            "Rebuilds a guest's MTRRs, PAT, CR0.CD and EPT from a trace of KVM's events (ftrace, trace-cmd report, perf script; also .gz"
                    + " and .zst), and compares each leaf with the rule of a version of KVM and with what the guest believes.",
            "Exit 15 if the version can't have done it, 12 if leaves are stale or weaker, 20 if events were lost or"
                    + " leaves may be right for several reasons, 14 if no leaf was judged."
        })
public final class TraceCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final String STANDARD_OUTPUT = "-";
    private static final String NEWEST = "6.16";
    private static final int MOST_ROWS = 60;

    private final Session session;

    @Parameters(paramLabel = "FILE|-", description = "The trace; - for standard input.")
    private String file = "";

    @Option(
            names = "--kvm",
            paramLabel = "VERSION",
            defaultValue = NEWEST,
            description = "The kernel's version, as in 6.1 or 6.12.43. Default: ${DEFAULT-VALUE}.")
    private String version = NEWEST;

    @Option(
            names = "--guest-mtrr",
            paramLabel = "FILE",
            description = "The guest's boot log or /proc/mtrr, for a trace that begins after the guest set its MTRRs.")
    private @Nullable Path guestMtrr;

    @Option(
            names = "--maxphyaddr",
            paramLabel = "BITS",
            description = "The guest's MAXPHYADDR, 32 to 52. Default: as the trace tells.")
    private int maxPhyAddr;

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the result as JSON; to standard output alone for -.")
    private @Nullable String json;

    @Option(
            names = "--html",
            paramLabel = "OUT|-",
            description = {
                "Also write a page to look at in a browser, with everything in it; to standard output alone for -.",
                "FILE is read twice for it, so it can't be a pipe."
            })
    private @Nullable String html;

    /** The verb in a session. */
    public TraceCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        session.files()
                .reads(Path.of(file))
                .reads(guestMtrr)
                .writes("--json", json, OutputKind.OTHER)
                .writes("--html", html, OutputKind.OTHER)
                .check();
        KvmVersion kvm = Failure.asUsage(() -> KvmVersion.of(version));
        Failure.asUsage(() -> new GuestFacts(null, maxPhyAddr));
        GuestFacts guest = new GuestFacts(guestMtrr == null ? null : guest(guestMtrr), maxPhyAddr);
        checkPage();
        Timeline timeline = html == null ? null : new Timeline();
        long began = session.nanos();
        KvmTrace trace = json == null ? read(kvm, guest, null, timeline) : written(json, kvm, guest, timeline);
        double seconds = (session.nanos() - began) / 1e9;
        if (html != null && timeline != null) {
            writePage(html, trace, timeline);
        }
        if (!STANDARD_OUTPUT.equals(json) && !STANDARD_OUTPUT.equals(html)) {
            print(trace, seconds);
        }
        return code(trace).number();
    }

    private void checkPage() {
        if (html == null) {
            return;
        }
        if (STANDARD_OUTPUT.equals(json) && STANDARD_OUTPUT.equals(html)) {
            throw new Failure(ExitCode.USAGE, "--json - and --html - can't both be written to standard output");
        }
        if (file.equals(STANDARD_INPUT) || isPipe(Path.of(file))) {
            throw new Failure(ExitCode.USAGE, "--html reads the trace twice: it must be a file, not a pipe");
        }
    }

    private static boolean isPipe(Path path) {
        return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    }

    private void writePage(String to, KvmTrace trace, Timeline timeline) throws IOException, BadFileException {
        TracePage page = new TracePage(file, trace, timeline);
        Progress progress = session.drive();
        SortedMap<Long, String> excerpt;
        try (TextFile text = open()) {
            excerpt = Excerpt.of(text, page.lines(), progress::stopped);
        }
        session.write(to, page.html(excerpt));
    }

    private void print(KvmTrace trace, double seconds) {
        List<TraceRow> rows = trace.rows();
        if (!rows.isEmpty()) {
            Table table = new Table()
                    .left("what")
                    .wrapping("gfn")
                    .left("size")
                    .right("leaves")
                    .left("has")
                    .wrapping("should have")
                    .right("installed at")
                    .wrapping("wrong since")
                    .right("until")
                    .left("claim");
            for (TraceRow row : rows.subList(0, Math.min(rows.size(), MOST_ROWS))) {
                table.row(
                        tone(row),
                        row.of().gfns(),
                        row.of().size(),
                        row.of().leaves() == 0 ? "" : row.of().leaves(),
                        row.of().has(),
                        row.should(),
                        row.of().leaves() == 0 ? "" : row.when().installed(),
                        row.when().since() + ": " + row.by(),
                        row.ends(),
                        row.claim());
            }
            session.out().print(table.render(session.width(), session.style()));
            if (rows.size() > MOST_ROWS) {
                session.out()
                        .printf("and %s; --json has each leaf%n", Amounts.count(rows.size() - MOST_ROWS, "more row"));
            }
            session.out().println();
        }
        trace.summary().forEach(session::say);
        session.out()
                .printf(
                        "%s in %.2f s, %,.0f a second%n",
                        Amounts.count(trace.lines(), "line"), seconds, trace.lines() / Math.max(seconds, 1e-9));
    }

    private static Cell tone(TraceRow row) {
        return new Cell(row.kind(), row.lasting() ? Tone.BAD : Tone.NORMAL);
    }

    private KvmTrace written(String to, KvmVersion kvm, GuestFacts guest, @Nullable Timeline timeline)
            throws IOException, BadFileException {
        AtomicReference<KvmTrace> trace = new AtomicReference<>();
        session.write(to, out -> trace.set(read(kvm, guest, out, timeline)));
        return Objects.requireNonNull(trace.get());
    }

    private static ExitCode code(KvmTrace trace) {
        if (trace.differs()) {
            return ExitCode.DIFFERS;
        }
        if (trace.lost() > 0 || trace.stopped()) {
            return ExitCode.BOUND;
        }
        if (trace.hasFindings()) {
            return ExitCode.VIOLATED;
        }
        if (trace.undecided() > 0) {
            return ExitCode.BOUND;
        }
        return trace.isVacuous() ? ExitCode.VACUOUS : ExitCode.OK;
    }

    private KvmTrace read(KvmVersion kvm, GuestFacts guest, @Nullable OutputStream out, @Nullable Timeline timeline)
            throws IOException, BadFileException {
        Progress progress = session.drive();
        try (TextFile text = open()) {
            return KvmTrace.read(text, file, kvm, guest, out, timeline, lines -> {
                progress.note("trace: " + Amounts.count(lines, "line"));
                return !progress.stopped();
            });
        } finally {
            progress.clear();
        }
    }

    private TextFile open() throws BadFileException {
        try {
            return file.equals(STANDARD_INPUT) ? TextFile.of(session.in()) : TextFile.open(Path.of(file));
        } catch (IOException e) {
            throw new BadFileException(file, e);
        }
    }

    private MtrrReport guest(Path path) throws BadFileException {
        MtrrFile recordings;
        try {
            recordings = MtrrFile.read(path);
        } catch (IOException e) {
            throw new BadFileException(path.toString(), e);
        }
        if (recordings.isEmpty()) {
            Problem why = recordings.first().problems().get(0);
            throw new BadFileException(path.toString(), why.line(), why.text());
        }
        if (recordings.reports().size() > 1) {
            session.complain(path + " holds " + recordings.reports().size()
                    + " recordings; the guest's is taken to be the first");
        }
        return recordings.first();
    }
}
