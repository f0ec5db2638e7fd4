package dev.stalemate.decide;

import dev.stalemate.model.Scope;
import org.jspecify.annotations.Nullable;

/**
 * How far a property holds, where scopes grow.
 *
 * @param exhausted the largest scope in which every state was seen and none violates it; null where there is none
 * @param size the settings by which that grew, such as {@code vcpus=3,frames=4}; empty where there is none
 * @param states its states
 * @param then why it ended there, such as the scope that was too large
 */
public record Reach(@Nullable Scope exhausted, String size, long states, String then) {
    /** Of a property that was not seen to hold anywhere. */
    public static Reach none(String then) {
        return new Reach(null, "", 0, then);
    }

    /** The same with the reason why it ends. */
    public Reach ended(String why) {
        return new Reach(exhausted, size, states, why);
    }
}
