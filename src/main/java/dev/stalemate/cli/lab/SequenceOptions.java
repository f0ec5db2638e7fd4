package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which random sequences are played, and where what comes of them goes. */
final class SequenceOptions {
    @Option(
            names = "--sequences",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    int sequences;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The same seed gives the same sequences. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description = "Where all that was played and said goes. Default: a new folder in the user's state folder.")
    @Nullable
    Path save;

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the result as JSON; to standard output alone for -.")
    @Nullable
    String json;

    /** Refuses less than one sequence. */
    void check() {
        if (sequences < 1) {
            throw new Failure(ExitCode.USAGE, "--sequences is at least 1");
        }
    }
}
