package dev.stalemate.search.walk;

import java.io.Serializable;
import java.util.Map;

/**
 * How likely random walks are to try one action rather than another.
 *
 * @param weights by an action's name, finite and not negative; each family of that name has this weight, and an action that is not named has 1
 * @param swarm whether each walk leaves out a random half of the families: some violations are only found without the action that undoes
 *     them (Groce and others, "Swarm Testing", 2012)
 */
public record ActionWeights(Map<String, Double> weights, boolean swarm) implements Serializable {
    private static final long serialVersionUID = 1;

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
