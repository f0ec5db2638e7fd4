package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.pathfinder.Home;
import dev.stalemate.pathfinder.PathFinder;
import dev.stalemate.search.Monitor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Java PathFinder is, as the command line says it. */
public final class PathFinderFlags {
    @Option(
            names = "--jpf-home",
            paramLabel = "DIR",
            description =
                    "The directory of your build of Java PathFinder. Default: the environment variable JPF_HOME, or jpf-core in"
                            + " ~/.jpf/site.properties.")
    private @Nullable Path home;

    /** Java PathFinder, ready to be asked: with so much time and heap for a question. */
    public PathFinder open(Duration time, long bytes, Monitor monitor) throws IOException {
        try {
            Path user = Path.of(System.getProperty("user.home"));
            return new PathFinder(Home.find(home, System.getenv(), user), time, bytes, monitor::stopped);
        } catch (Home.Missing e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** Complains about flags for another driver. */
    public void mustBeUnused() {
        if (home != null) {
            throw new Failure(ExitCode.USAGE, "--jpf-home needs --driver jpf, --agree or --jpf");
        }
    }
}
