package dev.stalemate.cli.verbs;

import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.cli.shared.DesignOption;
import dev.stalemate.cli.shared.SavedFiles;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.report.page.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a saved counterexample as one file that people read and replay reads back. */
@Command(
        name = "share",
        description = {
            "Writes a saved counterexample as one file to forward: a page or a mail, with its steps, scope, version and command, and the"
                    + " counterexample itself, which replay, shrink, report and explore read from it.",
            "Ends with 0 if it is still violated by the recorded states, with 12 if not."
        })
public final class ShareCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final ImmutableSet<String> PAGES = ImmutableSet.of("html", "htm");
    private static final ImmutableSet<String> MAILS = ImmutableSet.of("txt", "md", "mail", "eml");

    private final Session session;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Saved counterexamples, in files of their own, mails or pages; - for standard input.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE|-",
            description = "Where to write it; - for standard output. Default: ${DEFAULT-VALUE}.")
    private String output = STANDARD_OUTPUT;

    @Option(
            names = "--format",
            paramLabel = "html|text",
            description =
                    "A page, or a mail. Default: a page if FILE ends in .html or .htm; a mail if it is - or ends in .txt, .md, .mail or .eml.")
    private @Nullable Format format;

    @Mixin
    private final DesignOption design = new DesignOption();

    /** The verb in a session. */
    public ShareCommand(Session session) {
        this.session = session;
    }

    /** What it is written as. */
    enum Format {
        html,
        text
    }

    @Override
    @SuppressWarnings("try") // a design runs as long as its counterexamples are looked at
    public Integer call() throws IOException, BadFileException {
        SavedFiles saved = new SavedFiles(session, paths);
        session.files()
                .reads(saved.files())
                .writes("-o", output, OutputKind.OTHER)
                .check();
        boolean page = isPage();
        return design.during(session, saved, () -> page ? page(saved) : mails(saved))
                .number();
    }

    private boolean isPage() {
        if (format != null) {
            return format == Format.html;
        }
        String ending = MoreFiles.getFileExtension(Path.of(output)).toLowerCase(Locale.ROOT);
        if (!PAGES.contains(ending) && !MAILS.contains(ending) && !output.equals(STANDARD_OUTPUT)) {
            throw new Failure(
                    ExitCode.USAGE, "-o " + output + " does not say what to write: add --format html or --format text");
        }
        return PAGES.contains(ending);
    }

    private ExitCode mails(SavedFiles saved) throws IOException {
        List<String> pieces = new ArrayList<>();
        ExitCode code = saved.mails(pieces, false);
        return written(code, pieces.isEmpty(), String.join("\n", pieces));
    }

    private ExitCode page(SavedFiles saved) throws IOException {
        Report report = Report.shared(session.systems(), ToolVersion.FULL);
        ExitCode code = saved.each(
                text -> saved.addTo(report, text, Path.of(output.equals(STANDARD_OUTPUT) ? text.file() : output)));
        return written(code, report.isEmpty(), report.html());
    }

    private ExitCode written(ExitCode code, boolean nothing, String text) throws IOException {
        if (!nothing && session.write(output, text) && !output.equals(STANDARD_OUTPUT)) {
            session.say("to see it again: " + session.command("replay", Path.of(output)));
        }
        return code;
    }
}
