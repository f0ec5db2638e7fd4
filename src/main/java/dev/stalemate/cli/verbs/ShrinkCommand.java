package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.cli.shared.DesignOption;
import dev.stalemate.cli.shared.SavedFiles;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.report.Story;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a saved counterexample smaller. */
@Command(
        name = "shrink",
        description =
                "Drops steps of a saved counterexample and makes its arguments simpler, as long as the property is violated.")
public final class ShrinkCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    /** What is said to have found a counterexample that was written by hand. */
    private static final String DRIVER = "hand";

    private final Session session;

    @Parameters(paramLabel = "FILE", description = "A saved counterexample; - for standard input.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output", "--out"},
            paramLabel = "FILE|-",
            description = "Where to save the result; - for standard output.")
    private @Nullable String output;

    @Option(names = "--in-place", description = "Replace FILE with the result.")
    private boolean inPlace;

    @Option(names = "--force", description = "Overwrite another file that -o names.")
    private boolean force;

    @Mixin
    private final DesignOption design = new DesignOption();

    /** The verb in a session. */
    public ShrinkCommand(Session session) {
        this.session = session;
    }

    @Override
    @SuppressWarnings("try") // a design runs as long as its counterexamples are looked at
    public Integer call() throws IOException, BadFileException {
        if (inPlace == (output != null)) {
            throw new Failure(ExitCode.USAGE, "where to save the result? -o FILE, or --in-place");
        }
        SavedFiles files = new SavedFiles(session, List.of(file));
        String target = output == null ? files.files().get(0).toString() : output;
        (inPlace ? session.files() : session.files().reads(files.files()))
                .writes(inPlace ? "--in-place" : "-o", target, OutputKind.OTHER)
                .check();
        SavedText text = files.only();
        if (text == null) {
            throw new Failure(ExitCode.USAGE, file + " has several counterexamples, and one can be shrunk at a time");
        }
        if (inPlace && !text.isWholeFile()) {
            throw new Failure(ExitCode.USAGE, file + " has more than the counterexample: -o FILE, not --in-place");
        }
        if (text.isOutside()) {
            throw new Failure(
                    ExitCode.USAGE, file + " is what an outside implementation answered, which drive shrinks itself");
        }
        return design.during(session, files, () -> shrunk(text, target)).number();
    }

    private ExitCode shrunk(SavedText text, String target) throws IOException, BadFileException {
        Counterexample saved = text.counterexample();
        Check.Result result = Check.of(saved, session.systems());
        Trace trace = result.trace();
        // Where the model changed, the file is the only record of what it was: good hashes would hide that.
        if (trace == null || result.law() == null || !result.asRecorded()) {
            throw new Failure(SavedFiles.code(result), file + ": " + result.says() + ": nothing was written");
        }
        mustBeFree(target);
        if (result.law().kind().isProgress()) {
            throw new Failure(
                    ExitCode.USAGE,
                    file + ": " + result.law().name()
                            + " is about progress: its run is as short as the search can make it, and can't be shrunk");
        }
        Shrinker shrinker = new Shrinker(trace.model(), result.law());
        Trace smaller = shrinker.shrink(trace.steps());
        Counterexample.Found found =
                saved.found() == null ? new Counterexample.Found(DRIVER, null, ToolVersion.NUMBER) : saved.found();
        Counterexample shrunk = Counterexample.of(smaller, result.law(), saved.claim(), found, true)
                .withFile(saved.file());
        boolean written = session.write(target, CounterexampleWriter.text(shrunk));
        if (target.equals(STANDARD_OUTPUT)) {
            return ExitCode.OK;
        }
        session.out().print(Story.of(smaller, result.law(), session.style()));
        session.say("from " + Amounts.count(trace.steps().size(), "step") + " to "
                + Amounts.count(smaller.steps().size(), "step") + " in "
                + Amounts.count(shrinker.executions(), "run") + (written ? "; saved as " + target : ""));
        return ExitCode.OK;
    }

    private void mustBeFree(String target) {
        if (!inPlace && !force && Files.isRegularFile(Path.of(target))) {
            throw new Failure(ExitCode.USAGE, target + " is another file; --force overwrites it");
        }
    }
}
