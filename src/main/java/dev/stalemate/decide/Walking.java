package dev.stalemate.decide;

import dev.stalemate.search.walk.ActionWeights;
import java.time.Duration;
import java.util.TreeMap;

/**
 * How random walks are taken.
 *
 * @param seed of the walks
 * @param walks most walks for a question, from 1
 * @param length most steps of a walk, from 1
 * @param odds how often each action is tried
 * @param time longest search for a question
 */
public record Walking(long seed, long walks, int length, ActionWeights odds, Duration time) {
    /** What is needed for the same walks again, such as {@code seed 7, swarm}. */
    String inWords() {
        return "seed " + seed + (odds.weights().isEmpty() ? "" : ", weights " + new TreeMap<>(odds.weights()))
                + (odds.swarm() ? ", swarm" : "");
    }
}
