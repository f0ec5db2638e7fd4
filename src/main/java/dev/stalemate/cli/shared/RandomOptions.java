package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.decide.Campaign;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.LocalWalks;
import dev.stalemate.decide.Question;
import dev.stalemate.decide.RandomSearch;
import dev.stalemate.decide.Violations;
import dev.stalemate.decide.Walking;
import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.search.Limits;
import dev.stalemate.search.walk.ActionWeights;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the random driver walks, as the command line says it. */
public final class RandomOptions {
    private static final long DEFAULT_WALKS = 20_000;
    /** In this process; a campaign on a cluster takes all of its walks. */
    private static final Duration DEFAULT_TIME = Duration.ofSeconds(20);

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the random driver. Default: a different one each time.")
    private @Nullable Long seed;

    @Option(
            names = "--walks",
            paramLabel = "N",
            converter = Amount.Count.class,
            description = "Most random walks for a question, such as 500k or 10m. Default: 20000.")
    private long walks = DEFAULT_WALKS;

    @Option(names = "--length", paramLabel = "N", description = "Most steps of a walk. Default: ${DEFAULT-VALUE}.")
    private int length = 60;

    @Option(
            names = "--weights",
            paramLabel = "ACTION=W",
            split = ",",
            description = "How often the random driver tries an action, such as touch=5,wrmsr=0.5. Default: 1 each.")
    private Map<String, Double> weights = new LinkedHashMap<>();

    @Option(names = "--swarm", description = "Each random walk leaves out a random half of the actions.")
    private boolean swarm;

    private @Nullable Campaign campaign;

    /** The same each time it is asked. */
    public long seed() {
        if (seed == null) {
            seed = ThreadLocalRandom.current().nextLong(1L << 32);
        }
        return seed;
    }

    /** The walks, taking at most so long for a question. */
    public Walking walking(Duration time) {
        return Failure.asUsage(() -> new Walking(seed(), walks, length, new ActionWeights(weights, swarm), time));
    }

    public boolean positive() {
        return walks > 0 && length > 0;
    }

    /**
     * Decides questions by walks, in this process or on a cluster.
     *
     * @param wideFirst whether to look at full width before the questions' own scopes
     * @param coverage whether decisions say what was tried
     * @param threads how many threads walk in this process
     */
    public Map<Question, Decision> decide(
            Session session,
            Collection<Question> questions,
            boolean wideFirst,
            LimitFlags bounds,
            boolean coverage,
            int threads,
            ClusterFlags flags) {
        Cluster cluster = flags.connect(session);
        Listener listener = session.listener();
        Walking asked = walking(
                bounds.time(cluster == null ? DEFAULT_TIME : Limits.none().time()));
        if (cluster == null) {
            return new RandomSearch(asked, wideFirst, new LocalWalks(asked, coverage, threads, listener), listener)
                    .decide(questions);
        }
        campaign = new Campaign(cluster, CodeSystem::catalogue, asked, coverage, session::nanos, listener);
        return new RandomSearch(asked, wideFirst, campaign, listener).decide(questions);
    }

    /** The ways in which a decision's property is violated, where a cluster decided it; none otherwise. */
    public Violations violations(Decision decision) {
        return campaign == null ? Violations.NONE : campaign.violations(decision);
    }

    /** Complains about odds for a driver that takes no walks. */
    public void mustBeEven() {
        if (swarm || !weights.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "--weights and --swarm need --driver random");
        }
    }
}
