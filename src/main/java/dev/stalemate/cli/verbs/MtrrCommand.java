package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.JsonOption;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.files.Reason;
import dev.stalemate.outside.ProtocolLines;
import dev.stalemate.outside.ReferenceSession;
import dev.stalemate.real.LiveMachine;
import dev.stalemate.real.MtrrFile;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.report.page.MtrrPage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The reference resolver, and what a real machine's MTRRs are. */
@Command(
        name = "mtrr",
        description = {
            "Reads Linux boot logs, Xen consoles, copies of /proc/mtrr and pat_memtype_list; what coreboot",
            "(cbmem -c, its dump), EDK2 (MTRR settings), hvmloader, CHIPSEC and FreeBSD's memcontrol print;",
            "lists of MSRs (rdmsr, 0x200=..., MSR 0x200: ..., inteltool, x86info, WinDbg). All plain or",
            "compressed (.gz, .zst). docs/how-to/real-machines.md has a table of them.",
            "It shows the registers, a picture of the map that follows, and what to know of it, such as RAM",
            "that is not WB.",
            "A file may hold several of them; each is reported by itself. Files that can't be read, or show nothing of memory types,"
                    + " are named, and the others still reported; it then ends with 65.",
            "With --script: answers the line protocol as the SDM says."
        })
public final class MtrrCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final String STANDARD_OUTPUT = "-";

    private final Session session;

    @ArgGroup(multiplicity = "0..1")
    private Source source = new Source();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Option(
            names = "--html",
            paramLabel = "OUT|-",
            description =
                    "Also write a page to look at in a browser, with everything in it; to standard output alone for -.")
    private @Nullable String html;

    @Spec
    private @Nullable CommandSpec spec;

    /** The verb in a session. */
    public MtrrCommand(Session session) {
        this.session = session;
    }

    @Option(
            names = "--text",
            paramLabel = "OUT|-",
            description = {
                "With --live: also write what was read, as a text that mtrr reads on any machine; to standard"
                        + " output alone for -."
            })
    private @Nullable String text;

    @Option(
            names = "--root",
            hidden = true,
            paramLabel = "DIR",
            description = "With --live: where dev, proc and sys are.")
    private @Nullable Path root;

    /** One of them. */
    private static final class Source {
        @Option(
                names = "--live",
                required = true,
                description = {
                    "Read this machine: /proc/mtrr, every MTRR of every processor (as root, with the module msr), address"
                            + " sizes, what drivers have mapped, the RAM. Compares the processors, and says what it can't"
                            + " read and why. Changes nothing."
                })
        private boolean live;

        @Option(
                names = "--script",
                paramLabel = "FILE|-",
                required = true,
                description = "Answer the requests of a file, or of standard input, one line each.")
        private @Nullable String script;

        @Parameters(
                arity = "1..*",
                paramLabel = "FILE",
                description = "A boot log, or a copy of /proc/mtrr; compressed or not.")
        private List<Path> files = new ArrayList<>();
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        takeBackLog();
        session.files()
                .reads(source.files)
                .writes("--json", json.file(), OutputKind.MTRR)
                .writes("--html", html, OutputKind.OTHER)
                .writes("--text", text, OutputKind.OTHER)
                .check();
        if (!source.live && (text != null || root != null)) {
            throw new Failure(ExitCode.USAGE, "--text needs --live: other texts are there already");
        }
        if (source.script != null && html != null) {
            throw new Failure(ExitCode.USAGE, "--html needs FILE: a script has no map to show");
        }
        if (source.script != null && json.wanted()) {
            throw new Failure(ExitCode.USAGE, "--json needs FILE: a script's answers are lines");
        }
        if (json.alone() && STANDARD_OUTPUT.equals(html)) {
            throw new Failure(ExitCode.USAGE, "--json and --html - can't both be written to standard output");
        }
        if (source.script != null) {
            answerScript(source.script);
            return ExitCode.OK.number();
        }
        return (source.live ? live() : report(source.files)).number();
    }

    /** {@code --json} once took no file: a log behind it is a log, and no output may go there. */
    private void takeBackLog() {
        boolean none = source.files.isEmpty() && source.script == null && !source.live;
        Optional<String> log = json.operand(argument -> none || isLog(Path.of(argument)));
        log.ifPresent(name -> {
            List<Path> files = new ArrayList<>(source.files);
            files.add(json.operandsBefore(files.stream().map(Path::toString).toList()), Path.of(name));
            source.files = files;
        });
        if (source.files.isEmpty() && source.script == null && !source.live && spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Error: Missing required argument (specify one of these): --live, --script=FILE|- or FILE...");
        }
    }

    private boolean isLog(Path file) {
        return file.startsWith("/dev/stdin")
                || file.startsWith("/dev/fd")
                || (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                        && !file.startsWith("/dev/")
                        && !(Files.isRegularFile(file) && OutputKind.MTRR.mayReplace(file)));
    }

    private ExitCode report(List<Path> files) throws IOException {
        ExitCode code = ExitCode.OK;
        List<MtrrFile> read = new ArrayList<>();
        for (Path file : files) {
            try {
                MtrrFile content = MtrrFile.read(file);
                if (!content.isEmpty()) {
                    read.add(content);
                    continue;
                }
                Problem why = content.first().problems().get(0);
                session.complain(file + ":" + why.line() + ": " + why.text());
            } catch (IOException e) {
                session.complain(file + ": " + Reason.of(e));
            }
            code = ExitCode.BAD_INPUT;
        }
        if (!read.isEmpty()) {
            write(read);
        }
        return code;
    }

    private ExitCode live() throws IOException {
        LiveMachine machine = LiveMachine.read(root == null ? Path.of("/") : root);
        if (text != null) {
            session.write(text, machine.text());
        }
        MtrrFile file = machine.file();
        if (file.isEmpty()) {
            session.complain("this machine shows nothing of its memory types");
            machine.notRead().forEach(lack -> session.complain("  " + lack.text()));
            return ExitCode.BAD_INPUT;
        }
        if (!STANDARD_OUTPUT.equals(text)) {
            write(List.of(file));
        }
        return ExitCode.OK;
    }

    private void write(List<MtrrFile> files) throws IOException {
        List<MtrrReport> reports =
                files.stream().flatMap(file -> file.reports().stream()).toList();
        if (!json.alone() && !STANDARD_OUTPUT.equals(html)) {
            session.out().print(files.stream().map(MtrrFile::toText).collect(Collectors.joining("\n")));
        }
        if (json.wanted()) {
            String all = reports.stream().map(MtrrReport::toJson).collect(Collectors.joining(",\n"));
            json.write(session, reports.size() == 1 ? all + "\n" : "[" + all + "]\n");
        }
        if (html != null) {
            session.write(html, MtrrPage.of(reports));
        }
    }

    private void answerScript(String file) throws IOException, BadFileException {
        if (file.equals(STANDARD_INPUT)) {
            answer(session.in(), true);
            return;
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            answer(in, false);
        } catch (IOException e) {
            throw new BadFileException(file, Reason.of(e));
        }
    }

    /** A peer waits for its answer before it asks on; a file does not. */
    private void answer(InputStream in, boolean flush) throws IOException {
        ProtocolLines lines = new ProtocolLines(new BufferedInputStream(in));
        ReferenceSession reference = new ReferenceSession();
        for (String line = lines.next(); line != null; line = lines.next()) {
            @Nullable
            String answer = lines.tooLong()
                    ? "error: a line of more than " + ProtocolLines.LONGEST + " bytes"
                    : reference.answer(line);
            if (answer != null) {
                session.out().print(answer + "\n");
                if (flush && session.out().checkError()) { // which flushes first
                    return; // the peer has gone
                }
            }
        }
    }
}
