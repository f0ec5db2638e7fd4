package dev.stalemate.cli;

import dev.stalemate.model.Action;
import dev.stalemate.model.Model;
import dev.stalemate.search.Odds;
import dev.stalemate.text.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the random driver walks, as the command line says it. */
final class RandomOptions {
    private static final int DEFAULT_WALKS = 20_000;

    @Option(names = "--seed", paramLabel = "N", description = "Of the random driver. Default: another one each time.")
    private @Nullable Long seed;

    @Option(names = "--walks", paramLabel = "N", description = "Most random walks for a question. Default: 20000.")
    private int walks = DEFAULT_WALKS;

    @Option(names = "--length", paramLabel = "N", description = "Most steps of a walk. Default: ${DEFAULT-VALUE}.")
    private int length = 60;

    @Option(
            names = "--weights",
            paramLabel = "ACTION=W",
            split = ",",
            description = "How often the random driver tries an action, such as touch=5,wrmsr=0.5. Default: 1 each.")
    private Map<String, Double> weights = new LinkedHashMap<>();

    @Option(names = "--swarm", description = "Each random walk does without a random half of the actions.")
    private boolean swarm;

    /** The same each time it is asked. */
    long seed() {
        if (seed == null) {
            seed = ThreadLocalRandom.current().nextLong(1L << 32);
        }
        return seed;
    }

    int walks() {
        return walks;
    }

    int length() {
        return length;
    }

    Odds odds() {
        return Failure.asUsage(() -> new Odds(weights, swarm));
    }

    boolean positive() {
        return walks > 0 && length > 0;
    }

    /** Complains about odds for a driver that takes no walks. */
    void mustBeEven() {
        if (swarm || !weights.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "--weights and --swarm need --driver random");
        }
    }

    /** Complains about weights of actions that none of the models has. */
    void mustBeOf(Iterable<Model> models) {
        if (weights.isEmpty()) {
            return;
        }
        Set<String> actions = new TreeSet<>();
        models.forEach(m -> m.actions().stream().map(Action::name).forEach(actions::add));
        for (String name : weights.keySet()) {
            if (!actions.contains(name)) {
                throw new Failure(ExitCode.USAGE, Names.missing("--weights: no action '" + name + "'", name, actions));
            }
        }
    }

    /** What to give with the seed for the same walks again, such as {@code , swarm}; empty for the usual odds. */
    String inWords() {
        return (weights.isEmpty() ? "" : ", weights " + weights) + (swarm ? ", swarm" : "");
    }
}
