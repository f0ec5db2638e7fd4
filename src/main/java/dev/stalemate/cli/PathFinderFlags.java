package dev.stalemate.cli;

import dev.stalemate.pathfinder.Home;
import dev.stalemate.pathfinder.PathFinder;
import dev.stalemate.report.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Java PathFinder is, as the command line says it. */
final class PathFinderFlags {
    @Option(
            names = "--jpf-home",
            paramLabel = "DIR",
            description =
                    "The directory of your build of Java PathFinder. Default: the environment variable JPF_HOME, or jpf-core in"
                            + " ~/.jpf/site.properties.")
    private @Nullable Path home;

    /** Java PathFinder, ready to be asked: with so much time and heap for a question. */
    PathFinder open(Duration time, long bytes, Progress progress) throws IOException {
        try {
            Path user = Path.of(System.getProperty("user.home"));
            return new PathFinder(Home.find(home, System.getenv(), user), time, bytes, progress::stopped);
        } catch (Home.Missing e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Asks the programs whose answer is known.
     *
     * @return why this Java PathFinder is not believed; empty if it is
     */
    static String distrust(PathFinder judge, Progress progress) throws IOException {
        progress.begin("canaries", "states");
        List<String> silent = judge.silentCanaries();
        return silent.isEmpty() ? "" : "this Java PathFinder is not believed: " + String.join("; ", silent);
    }

    /** Complains about flags for another driver. */
    void mustBeUnused() {
        if (home != null) {
            throw new Failure(ExitCode.USAGE, "--jpf-home needs --driver jpf, --agree or --jpf");
        }
    }
}
