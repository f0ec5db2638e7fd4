package dev.stalemate.pathfinder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the user's Java PathFinder as a parameter, and skips them visibly where there is none. */
final class BuiltPathFinder implements ExecutionCondition, ParameterResolver {
    private static final ExtensionContext.Namespace OWN = ExtensionContext.Namespace.create(BuiltPathFinder.class);

    static Home home() throws Home.Missing {
        return Home.find(null, System.getenv(), Path.of(System.getProperty("user.home")));
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        try {
            return ConditionEvaluationResult.enabled(home().toString());
        } catch (Home.Missing e) {
            return ConditionEvaluationResult.disabled(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PathFinder.class;
    }

    /** One for all tests of a class; its processes stay. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(OWN).getOrComputeIfAbsent("judge", key -> open(), Kept.class).judge;
    }

    private record Kept(PathFinder judge) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            judge.close();
        }
    }

    private static Kept open() {
        try {
            return new Kept(new PathFinder(home(), Duration.ofMinutes(2), 1L << 31, () -> false));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
