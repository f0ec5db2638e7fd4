package dev.stalemate.search.walk;

import java.util.Map;

/**
 * How likely random walks are to try one action rather than another.
 *
 * @param weights by an action's name, finite and not negative; 1 for an action that is not named, and for each family of a name
 * @param swarm whether each walk does without a random half of the families: what one action always undoes is only seen without it
 *     (Groce and others, "Swarm Testing", 2012)
 */
public record ActionWeights(Map<String, Double> weights, boolean swarm) {
    /** Each family as likely as another, all of them in every walk. */
    public static final ActionWeights EVEN = new ActionWeights(Map.of(), false);

    /** @throws IllegalArgumentException if a weight is negative or not finite */
    public ActionWeights {
        weights = Map.copyOf(weights);
        weights.forEach((name, weight) -> {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the weight of " + name + " is " + weight + ", and must be 0 or more");
            }
        });
    }

    double of(String action) {
        return weights.getOrDefault(action, 1.0);
    }
}
