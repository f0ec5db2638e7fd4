package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.FileRoles;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.decide.Checkpoints;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.EveryScope;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.GrowingScopes;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Question;
import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.ClusterUse;
import dev.stalemate.search.Limits;
import dev.stalemate.search.SearchOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exhaustive searches for questions, as the command line says it. */
public final class ExhaustiveFlags {
    private static final Duration DEFAULT_GROWING_TIME = Duration.ofSeconds(60);

    @Mixin
    private SearchFlags searching = new SearchFlags();

    @Mixin
    private CheckpointFlags checkpoints = new CheckpointFlags();

    @Option(names = "--coverage", description = "How often each action was taken, and each premise held.")
    private boolean coverage;

    /** Whether decisions say what was tried. */
    public boolean coverage() {
        return coverage;
    }

    /** Whether anything is said about what searches keep. */
    public boolean keeps() {
        return checkpoints.used();
    }

    /** Says where this command keeps files, as far as they are on this machine. */
    public FileRoles keepsIn(FileRoles files, ClusterFlags cluster) {
        return cluster.used() ? files : checkpoints.keepsIn(files);
    }

    /** Looks at the flags, before anything is searched. */
    public void check(ClusterFlags cluster) throws IOException {
        if (cluster.used()) {
            searching.mustLeaveThreads();
            checkpoints.mustSuitCluster();
        } else {
            checkpoints.check();
        }
    }

    /** How many threads search, or walk. */
    public int threads() {
        return searching.threads();
    }

    /**
     * Complains about flags where nothing is searched exhaustively.
     *
     * @param walks whether walks are taken instead
     */
    public void mustBeUnused(boolean walks) {
        searching.mustBeUnused(walks);
        checkpoints.mustBeUnused("--driver bfs");
    }

    /** Complains about what searches keep. */
    public void mustKeepNothing(String need) {
        checkpoints.mustBeUnused(need);
    }

    /** Decides questions; {@code grows} at larger and larger scopes. */
    public Map<Question, Decision> decide(
            Session session, Collection<Question> questions, LimitFlags bounds, ClusterFlags cluster, boolean grows) {
        Limits limits = bounds.limits();
        if (grows && !bounds.boundsMemory()) {
            // Growth goes on until something stops it; running out of the heap would cost the verdicts that there are.
            limits = limits.withBytes(limits.bytes() / 2);
        }
        Cluster connected = cluster.connect(session);
        if (connected != null) {
            checkpoints.check(connected);
        }
        Exhaustive search = search(session, bounds, limits, session.listener(), cluster);
        Duration time = bounds.time(DEFAULT_GROWING_TIME);
        if (grows) {
            return new GrowingScopes(search, session::interrupted, time, session::nanos).decide(questions);
        }
        Map<Boolean, List<Question>> byMany = questions.stream()
                .collect(Collectors.partitioningBy(q -> q.scopes().size() > 1));
        Map<Question, Decision> decided = search.decide(byMany.getOrDefault(false, List.of()));
        EveryScope everyScope = new EveryScope(
                search(
                        session,
                        bounds,
                        limits.withStates(bounds.states(EveryScope.STATES)),
                        session.listener(),
                        cluster),
                session::interrupted,
                bounds.time(EveryScope.TIME),
                session::nanos);
        decided.putAll(everyScope.decide(byMany.getOrDefault(true, List.of())));
        return decided;
    }

    /** A search within limits that come from the user's bounds. */
    public Exhaustive search(
            Session session, LimitFlags bounds, Limits limits, Listener listener, ClusterFlags cluster) {
        SearchOptions options = searching.options().withLimits(limits);
        if (cluster.used()) {
            searching.mustLeaveThreads();
        }
        Cluster connected = cluster.connect(session);
        return connected == null
                ? new Exhaustive(options, checkpoints.checkpoints(bounds.boundsMemory()), coverage, listener)
                : new Exhaustive(options, Checkpoints.NONE, coverage, listener)
                        .on(new ClusterUse(
                                connected,
                                cluster.from(),
                                checkpoints.directory(),
                                checkpoints.resumes(),
                                ToolVersion.NUMBER));
    }
}
