package dev.stalemate.pathfinder;

import dev.stalemate.model.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Where code answers a question about the model of it.
 *
 * @param scope the code's scope; null if it doesn't answer that question
 * @param why why not; empty if it does
 */
public record Counterpart(@Nullable Scope scope, String why) {
    static Counterpart at(Scope scope) {
        return new Counterpart(scope, "");
    }

    static Counterpart none(String why) {
        return new Counterpart(null, why);
    }
}
