package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Lane;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step is somebody's: a vCPU's, a device's, or that of an actor such as the host. */
class ActorsTest {
    static Stream<ModelSystem> systems() {
        return Systems.all().stream();
    }

    @ParameterizedTest
    @MethodSource("systems")
    void aSystemSaysWhoTakesEachActionAndNamesNoOthers(ModelSystem system) {
        Set<String> unused = new HashSet<>();
        Set<String> actions = new HashSet<>();
        for (Claim claim : system.claims()) {
            Model model = system.model(claim.design(), claim.scope());
            unused.addAll(model.layout().actors().keySet());
            for (Action action : model.actions()) {
                actions.add(action.name());
                Step step = new Step(action, new long[action.parameters().size()]);
                assertThat(Lane.of(model.layout(), step))
                        .as(system.name() + ": " + action.name())
                        .isNotEqualTo(Lane.OTHER);
            }
        }
        unused.removeAll(actions);
        unused.removeAll(Set.of("give-to-another-guest", "other-guest-writes"));
        unused.removeAll(Set.of("fill", "evict", "write-back", "drain", "late-flush"));
        assertThat(unused).as(system.name()).isEmpty();
    }
}
