package dev.stalemate.cli;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.counterexample.OutsideDifferenceFile;
import dev.stalemate.report.Amounts;
import dev.stalemate.report.Story;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a saved counterexample smaller. */
@Command(
        name = "shrink",
        description =
                "Drops steps of a saved counterexample and makes its arguments simpler, as long as the property is violated.")
final class ShrinkCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "A saved counterexample.")
    private Path file = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", description = "Where to save the result. Default: in its place.")
    private @Nullable Path out;

    @Option(names = "--force", description = "Overwrite another file that --out names.")
    private boolean force;

    ShrinkCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        if (OutsideDifferenceFile.isOne(file)) {
            throw new Failure(
                    ExitCode.USAGE, file + " is what an outside implementation answered, which drive shrinks itself");
        }
        Counterexample saved = CounterexampleReader.read(file);
        Check.Result result = Check.of(saved, session.systems());
        Trace trace = result.trace();
        if (trace == null || result.property() == null || result.kind() == Check.Kind.FIXED) {
            throw new Failure(ExitCode.VIOLATED, file + ": " + result.kind() + ": " + result.detail());
        }
        if (result.property().kind().isProgress()) {
            throw new Failure(
                    ExitCode.USAGE,
                    file + ": " + result.property().name()
                            + " is about progress, and its run is as short as the search makes it: there is no shrinking it");
        }
        Shrinker shrinker = new Shrinker(trace.model(), result.property());
        Trace smaller = shrinker.shrink(trace.steps());
        Counterexample shrunk = Counterexample.of(smaller, result.property(), saved.claim(), saved.found(), true);
        Path target = out == null ? file : out;
        write(target, shrunk);
        session.out().print(Story.of(smaller, result.property(), session.style()));
        session.say("from " + Amounts.count(trace.steps().size(), "step") + " to "
                + Amounts.count(smaller.steps().size(), "step") + " in "
                + Amounts.count(shrinker.executions(), "run") + "; saved as " + target);
        return ExitCode.OK.number();
    }

    private void write(Path target, Counterexample shrunk) throws IOException {
        try {
            CounterexampleWriter.write(target, shrunk, out == null || force);
        } catch (FileAlreadyExistsException e) {
            Failure failure = new Failure(ExitCode.USAGE, target + " is another file; --force overwrites it");
            failure.initCause(e);
            throw failure;
        }
    }
}
