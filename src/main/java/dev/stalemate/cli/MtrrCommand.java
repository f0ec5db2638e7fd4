package dev.stalemate.cli;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.outside.ProtocolLines;
import dev.stalemate.outside.ReferenceSession;
import dev.stalemate.real.MtrrFile;
import dev.stalemate.real.MtrrReport;
import dev.stalemate.report.page.MtrrPage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The reference resolver, and what a real machine's MTRRs are. */
@Command(
        name = "mtrr",
        description = {
            "Reads Linux boot logs, Xen consoles, copies of /proc/mtrr and pat_memtype_list, plain or compressed (.gz, .zst):",
            "the registers, a picture of the map that follows, and what to know of it, such as RAM that is not WB.",
            "With --script: answers the line protocol as the SDM says."
        })
final class MtrrCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final String STANDARD_OUTPUT = "-";

    private final Session session;

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    @Option(names = "--json", description = "As JSON: an object for one recording, an array of them for several.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "OUT|-",
            description =
                    "Also write a page to look at in a browser, with everything in it; to standard output alone for -.")
    private @Nullable String html;

    MtrrCommand(Session session) {
        this.session = session;
    }

    /** Either of the two. */
    private static final class Source {
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
        session.files().reads(source.files).writes("--html", html).check();
        if (source.script != null && html != null) {
            throw new Failure(ExitCode.USAGE, "--html needs FILE: a script has no map to show");
        }
        if (json && STANDARD_OUTPUT.equals(html)) {
            throw new Failure(ExitCode.USAGE, "--json and --html - can't both be written to standard output");
        }
        if (source.script != null) {
            answerScript(source.script);
        } else {
            report(source.files);
        }
        return ExitCode.OK.number();
    }

    private void report(List<Path> files) throws IOException, BadFileException {
        List<MtrrReport> reports = new ArrayList<>();
        for (Path file : files) {
            try {
                reports.addAll(MtrrFile.read(file).reports());
            } catch (IOException e) {
                throw new BadFileException(file.toString(), Stalemate.reason(e));
            }
        }
        if (html != null) {
            session.write(html, MtrrPage.of(reports));
        }
        if (!STANDARD_OUTPUT.equals(html)) {
            print(reports);
        }
    }

    private void print(List<MtrrReport> reports) {
        if (json) {
            List<String> texts = reports.stream().map(MtrrReport::toJson).toList();
            String all = String.join(",\n", texts);
            session.out().print(texts.size() == 1 ? all + "\n" : "[" + all + "]\n");
        } else {
            session.out().print(reports.stream().map(MtrrReport::toText).collect(Collectors.joining("\n")));
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
            throw new BadFileException(file, Stalemate.reason(e));
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
