package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Toys;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the scopes of every system have in common. */
class ScopesTest {
    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<ModelSystem> SYSTEMS = Systems.all();

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void everyPresetBuildsForEveryDesignThatCanHaveIt(ModelSystem system) {
        assertThat(system.scopes()).containsKey("small");
        system.scopes().forEach((name, scope) -> {
            assertThat(scope.name()).isEqualTo(name);
            system.designs().stream()
                    .flatMap(v -> SystemChecks.modelAt(system, v, scope).stream())
                    .forEach(model ->
                            assertThat(model.laws()).as("a design at %s", name).isNotEmpty());
            assertThat(system.designs())
                    .as("designs that can have %s", name)
                    .anyMatch(v -> SystemChecks.modelAt(system, v, scope).isPresent());
        });
        assertThat(system.designs()).as("designs that can have a scope").allMatch(v -> system.scopes().values().stream()
                .anyMatch(scope -> SystemChecks.modelAt(system, v, scope).isPresent()));
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void aDesignOfAnotherSystemIsRefused(ModelSystem system) {
        assertThatThrownBy(() -> system.model(Toys.design("other"), system.scope("small")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other is no");
    }
}
