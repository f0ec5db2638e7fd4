package dev.stalemate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Outcome;
import org.junit.jupiter.api.Test;

class MyPatchTest {
    @Test
    void zappingAsCdIsSetLeavesWhatIsTouchedWhileItIsSet() {
        Outcome outcome = new MyPatch(false).check();
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(outcome.steps().stream().map(Step::toString))
                .containsExactly(
                        "set-cd vcpu=0",
                        "touch vcpu=0 gpa=0x0",
                        "wrmsr vcpu=0 msr=0x2ff value=0x0",
                        "wrmsr vcpu=0 msr=0x2ff value=0xc06",
                        "clear-cd vcpu=0");
    }

    @Test
    void zappingAsCdIsClearedLeavesNothingStale() {
        Outcome outcome = new MyPatch(true).check();
        assertThat(outcome.verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(outcome.premiseHeld()).isPositive();
    }
}
