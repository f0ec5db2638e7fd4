package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.decide.Walking;
import dev.stalemate.search.walk.ActionWeights;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the random driver walks, as the command line says it. */
public final class RandomOptions {
    private static final long DEFAULT_WALKS = 20_000;

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

    /** Complains about odds for a driver that takes no walks. */
    public void mustBeEven() {
        if (swarm || !weights.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "--weights and --swarm need --driver random");
        }
    }
}
