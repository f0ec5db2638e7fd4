package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.decide.cluster.ClusterPart;
import dev.stalemate.decide.cluster.ClusterPart.Settings;
import dev.stalemate.decide.cluster.MasterName;
import dev.stalemate.report.Progress;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The cluster that a command uses, as the command line says it; connected to at first use, until the command ends. */
public final class ClusterFlags implements AutoCloseable {
    /** How to get the part that connects. */
    public static final String MISSING = "the part for --cluster is missing: in Stalemate's directory run"
            + " mvn -Pcluster -Dmaven.test.skip package, and start it with the launcher there";

    private static final int MOST_PARTITIONS = 100_000;
    private static final int DEFAULT_FROM = 1 << 17;

    @Option(
            names = "--cluster",
            paramLabel = "MASTER",
            converter = Master.class,
            description = "Search or walk on a cluster of Apache Spark: " + MasterName.FORMS
                    + ". A design of your own goes there if it is one file in C or Java. Needs the optional part:"
                    + " see docs/how-to/cluster.md.")
    private @Nullable MasterName master;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description =
                    "Into how many parts a cluster divides states, 1 to 100000. What it finds is the same. Default: a number that"
                            + " suits its processors.")
    private @Nullable Integer partitions;

    @Option(
            names = "--cluster-from",
            paramLabel = "STATES",
            description = "Spaces of at most so many states are searched by this process alone. Default: 131072.")
    private @Nullable Integer from;

    @Option(
            names = "--cluster-log",
            paramLabel = "FILE",
            description = "Where the cluster's log goes. Default: a file in the user's state directory.")
    private @Nullable Path log;

    private long bytes;
    private @Nullable Cluster connected;

    /** The name of a cluster. */
    public static final class Master implements ITypeConverter<MasterName> {
        @Override
        public MasterName convert(String text) {
            try {
                return MasterName.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Whether there is a cluster. */
    public boolean used() {
        return master != null;
    }

    /**
     * Looks at the flags.
     *
     * @param without what is asked for that no cluster can do; may be empty
     * @param bounds of which the one on memory is each worker's
     * @throws Failure if they make no sense
     */
    public void check(String without, LimitFlags bounds) {
        bytes = bounds.bytes(0);
        if (master == null && (partitions != null || from != null || log != null)) {
            throw new Failure(ExitCode.USAGE, "--partitions, --cluster-from and --cluster-log need --cluster");
        }
        if (master != null && !without.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "--cluster is of no use with " + without);
        }
        if (partitions != null && (partitions < 1 || partitions > MOST_PARTITIONS)) {
            throw new Failure(ExitCode.USAGE, "--partitions " + partitions + " is not 1 to " + MOST_PARTITIONS);
        }
        if (from != null && from < 0) {
            throw new Failure(ExitCode.USAGE, "--cluster-from " + from + " is negative");
        }
    }

    /** Complains about how states are divided where no states are kept. */
    public void mustLeaveStates() {
        if (partitions != null || from != null) {
            throw new Failure(ExitCode.USAGE, "--partitions and --cluster-from need --driver bfs");
        }
    }

    /** Spaces of at most so many states are searched by this process alone. */
    public int from() {
        return from == null ? DEFAULT_FROM : from;
    }

    /**
     * The cluster, null where none is asked for.
     *
     * @throws Failure if there is none such
     */
    public @Nullable Cluster connect(Session session) {
        if (master == null || connected != null) {
            return connected;
        }
        ClusterPart part = ClusterPart.installed().orElseThrow(() -> new Failure(ExitCode.USAGE, MISSING));
        Settings settings = new Settings(
                master.text(),
                partitions == null ? 0 : partitions,
                bytes,
                log == null ? session.surroundings().clusterLog() : log,
                ToolVersion.FULL);
        try {
            Progress progress = session.drive();
            connected = part.connect(settings, progress::note, progress::stopped);
            progress.clear();
        } catch (CancellationException e) {
            throw new Failure(ExitCode.BOUND, "interrupted before anything was searched");
        } catch (ClusterException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
        return connected;
    }

    @Override
    public void close() {
        if (connected != null) {
            connected.close();
            connected = null;
        }
    }
}
