package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.level.BreadthFirst;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds of updates are as SDM 11.11.8 has them. */
class KvmRoundsTest {
    private final Model model = model("guest=sdm,init=2ff:c06,vcpus=1");
    private final long[] state = model.initial();

    @Test
    void cdIsNotClearedBeforeEWasClear() {
        take("set-cd", "0");
        assertThat(can("clear-cd", "0")).isFalse();
        assertThat(can("wrmsr", "0", "0x250", "0x606060606060606")).as("E=1").isFalse();
        take("wrmsr", "0", "0x2ff", "0x0");
        assertThat(can("clear-cd", "0")).as("E=0").isFalse();
        take("wrmsr", "0", "0x250", "0x606060606060606");
        take("wrmsr", "0", "0x2ff", "0xc06");
        take("clear-cd", "0");
        assertThat(can("wrmsr", "0", "0x2ff", "0x0")).as("CD=0").isFalse();
    }

    /** After reset E is clear: there is nothing to clear before the first write. */
    @Test
    void eThatIsClearFromTheStartDoesNotHaveToBeCleared() {
        Model reset = model("guest=sdm,init=2ff:6,wrmsr=2ff:806,vcpus=1");
        long[] s = reset.initial();
        for (Step step : List.of(
                reset.step("set-cd", List.of("0")),
                reset.step("wrmsr", List.of("0", "0x2ff", "0x806")),
                reset.step("clear-cd", List.of("0")))) {
            assertThat(step.enabled(s)).as(step.toString()).isTrue();
            step.apply(s);
        }
    }

    /** PAT updates are rounds, too (11.12.4). */
    @Test
    void thePatIsWrittenWithEClear() {
        Model pat = model("guest=linux,init=2ff:c06,wrmsr=2ff:0/c06+277:7040600070400,vcpus=1");
        long[] s = pat.initial();
        Step write = pat.step("wrmsr", List.of("0", "0x277", "0x7040600070400"));
        pat.step("set-cd", List.of("0")).apply(s);
        assertThat(write.enabled(s)).isFalse();
        pat.step("wrmsr", List.of("0", "0x2ff", "0x0")).apply(s);
        assertThat(write.enabled(s)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sdm", "linux"})
    void whereverARoundEndsAllHaveEqualMtrrsAndE(String guest) {
        Model rounds = model("guest=" + guest + ",init=2ff:c06,frames=1,wrmsr=2ff:0/c06/806");
        KvmFields fields = new KvmFields(rounds.scope(), KvmDesigns.LINUX_4_9);
        KvmRounds asked = new KvmRounds(fields);
        Law equal = Law.always("equal-between-rounds", Law.Breaks.SPEED, "")
                .where(s -> !asked.underWay(s))
                .holds(s -> asked.settled(s, 0) && (fields.mtrrs.field(0x2FF).get(s, 0) & 0x800) != 0);
        assertThat(new BreadthFirst(rounds, List.of(equal), Limits.none(), Monitor.SILENT)
                        .run()
                        .outcome(equal)
                        .verdict())
                .isEqualTo(Verdict.HOLDS);
    }

    @Test
    void aVcpuThatComesBackGoesThroughItsOwnRound() {
        Model online = model("guest=sdm,init=2ff:c06,frames=1,offline=on,online=reprogrammed");
        long[] s = online.initial();
        for (Step step : List.of(
                online.step("offline", List.of("0")),
                online.step("set-cd", List.of("1")),
                online.step("wrmsr", List.of("1", "0x2ff", "0x0")),
                online.step("wrmsr", List.of("1", "0x250", "0x606060606060606")),
                online.step("wrmsr", List.of("1", "0x2ff", "0xc06")),
                online.step("clear-cd", List.of("1")),
                online.step("online", List.of("0")),
                online.step("wrmsr", List.of("0", "0x2ff", "0x0")))) {
            assertThat(step.enabled(s)).as(step.toString()).isTrue();
            step.apply(s);
        }
        long[] equal = s.clone();
        online.step("wrmsr", List.of("0", "0x2ff", "0xc06")).apply(s);
        Step clear = online.step("clear-cd", List.of("0"));
        assertThat(clear.enabled(s)).as("its MTRRs are the old ones").isFalse();
        online.step("wrmsr", List.of("0", "0x250", "0x606060606060606")).apply(equal);
        online.step("wrmsr", List.of("0", "0x2ff", "0xc06")).apply(equal);
        assertThat(clear.enabled(equal)).isTrue();
        clear.apply(equal);
        assertThat(online.step("set-cd", List.of("1")).enabled(equal))
                .as("the round is over")
                .isTrue();
    }

    private boolean can(String action, String... arguments) {
        return model.step(action, List.of(arguments)).enabled(state);
    }

    private void take(String action, String... arguments) {
        assertThat(can(action, arguments)).isTrue();
        model.step(action, List.of(arguments)).apply(state);
    }

    private static Model model(String scope) {
        return KvmChecks.KVM.model(KvmDesigns.LINUX_4_9, KvmChecks.scope(scope));
    }
}
