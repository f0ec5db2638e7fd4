package dev.stalemate.prove.execute;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A property, tried in states. */
final class TriedCondition extends Tried {
    private final Predicate<long[]> condition;

    TriedCondition(String name, Predicate<long[]> condition, Result result) {
        super(name, List.of(result.fault(), result.value(), result.beyond()));
        this.condition = condition;
    }

    @Override
    boolean isTried() {
        return comparisons() > 0;
    }

    @Override
    @Nullable
    Mistranslation in(RandomStates state) {
        evaluate(state);
        if (term(2) != 0) {
            skip();
            return null;
        }
        Boolean real = result(() -> condition.test(state.copy()));
        return compared(state, "its truth", real, term(0) != 0, term(1) != 0, this::name);
    }
}
