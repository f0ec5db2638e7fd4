package dev.stalemate.systems.ioreq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M6: with a plain read before the test-and-clear and without it, the same states are reached, but for where a vCPU looks at the flag. */
class IoreqEquivalenceTest {
    private static final IoreqSystem SYSTEM = new IoreqSystem();

    @ParameterizedTest
    @CsvSource({"arm-v3, domain-clear-only", "vcpu-flag, vcpu-clear-only"})
    void aPlainReadBeforeTheTestAndClearChangesNoBehaviour(String reading, String clearing) {
        for (String scope : List.of("vcpus=2,servers=1,frames=2", "vcpus=1,servers=2,frames=2,superpage=on")) {
            Set<String> with = reached(reading, scope);
            Set<String> without = reached(clearing, scope);
            assertThat(with).hasSizeGreaterThan(100).isEqualTo(without);
        }
    }

    /** The comparison tells designs apart that do behave differently. */
    @Test
    void aFlagOfAnotherScopeChangesBehaviour() {
        assertThat(reached("vcpu-flag", "vcpus=2,superpage=on"))
                .isNotEqualTo(reached("no-superpages", "vcpus=2,superpage=on"));
    }

    private static Set<String> reached(String design, String scope) {
        Model model = SYSTEM.model(SYSTEM.design(design), SYSTEM.scope(scope));
        List<Step> steps = model.steps();
        Set<String> seen = new HashSet<>();
        Set<String> looking = new TreeSet<>();
        Deque<long[]> open = new ArrayDeque<>(List.of(model.initial()));
        while (!open.isEmpty()) {
            long[] state = open.pop();
            if (seen.add(model.layout().describe(state).toString())) {
                looking.add(model.layout()
                        .describe(state)
                        .toString()
                        .replace("=read,", "=look,")
                        .replace("=clear,", "=look,"));
                for (Step step : steps) {
                    if (step.enabled(state)) {
                        long[] next = state.clone();
                        step.apply(next);
                        open.push(next);
                    }
                }
            }
        }
        return looking;
    }
}
