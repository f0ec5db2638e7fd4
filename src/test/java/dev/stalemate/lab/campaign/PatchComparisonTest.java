package dev.stalemate.lab.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.lab.campaign.PatchComparison.Fate;
import dev.stalemate.lab.campaign.PatchComparison.Row;
import dev.stalemate.lab.judge.KvmGroup;
import dev.stalemate.lab.judge.KvmJudge;
import dev.stalemate.lab.judge.KvmRun;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.judge.ModelMachine;
import dev.stalemate.lab.judge.RealKernel;
import dev.stalemate.lab.judge.RealKernel.Known;
import dev.stalemate.lab.judge.Recorded;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.Sequences;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines of the model in the places of a kernel and of a patched one: what a patch is known to do must be in the table. */
class PatchComparisonTest {
    private static final RealKernel KERNEL = Recorded.of("6.1").kernel();
    private static final Known KNOWN = KERNEL.known();
    private static final String CD = "stale: touched with CR0.CD=1; CR0.CD cleared";
    private static final String CD_SET = "stale: touched; CR0.CD set";

    private static Known design(String name) {
        KvmDesign design = new KvmSystem().design(name);
        return new Known(new KvmVersion("", design, design, 0), "");
    }

    private static List<KvmScenario> scenarios(int count) {
        return new Sequences(1, KERNEL.maxPhyAddr(), KNOWN.designs().quirkOn())
                .some(0, count).stream()
                        .map(PatchComparison::dumpedAlways)
                        .filter(s -> s.options().quirkCd())
                        .toList();
    }

    private static List<KvmVerdict> verdicts(Known machine, KvmJudge judge, List<KvmScenario> scenarios) {
        List<KvmVerdict> verdicts = new ArrayList<>();
        List<KvmRun> runs = new ModelMachine(KERNEL, machine).play(scenarios);
        for (int i = 0; i < runs.size(); i++) {
            verdicts.add(judge.judge(scenarios.get(i), runs.get(i)));
        }
        return verdicts;
    }

    private static PatchComparison compare(Known before, Known after, Known rule, int count) {
        KvmJudge judge = KvmJudge.byRealLeaves(KERNEL, rule);
        List<KvmScenario> scenarios = scenarios(count);
        return PatchComparison.of(verdicts(before, judge, scenarios), verdicts(after, judge, scenarios));
    }

    private static Fate fate(PatchComparison comparison, String signature) {
        return comparison.rows().stream()
                .filter(r -> r.signature().equals(signature))
                .map(Row::fate)
                .findFirst()
                .orElseThrow();
    }

    /** What the model takes over from the dumps is what it had, if the kernel does what the model does: the verdicts are the same. */
    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.12", "sequences"})
    void onAnUnchangedKernelTheGroupsAreThoseOfConformity(String name) {
        Recorded recorded = Recorded.of(name);
        KvmJudge real =
                KvmJudge.byRealLeaves(recorded.kernel(), recorded.kernel().known());
        KvmJudge conformity = new KvmJudge(recorded.kernel());
        List<KvmVerdict> expected = new ArrayList<>();
        for (int i = 0; i < recorded.runs().size(); i++) {
            KvmVerdict verdict = conformity.judge(
                    recorded.scenarios().get(i), recorded.runs().get(i));
            assertThat(real.judge(recorded.scenarios().get(i), recorded.runs().get(i)))
                    .isEqualTo(verdict);
            expected.add(verdict);
        }
        assertThat(KvmGroup.of(expected)).isNotEmpty();
    }

    @Test
    void withADumpAfterEachOperationTheyAreTheSameToo() {
        List<KvmScenario> scenarios = scenarios(20);
        assertThat(verdicts(KNOWN, KvmJudge.byRealLeaves(KERNEL, KNOWN), scenarios))
                .isEqualTo(verdicts(KNOWN, new KvmJudge(KERNEL), scenarios));
    }

    @Test
    void aPatchThatZapsHasCausesDisappear() {
        PatchComparison comparison = compare(design("linux-6.7"), design("cd0-zaps-all"), design("linux-6.7"), 50);
        assertThat(comparison.compared()).isGreaterThan(30);
        assertThat(comparison.leftOut()).isZero();
        assertThat(fate(comparison, CD)).isEqualTo(Fate.DISAPPEARS);
        assertThat(fate(comparison, CD_SET)).isEqualTo(Fate.REMAINS);
    }

    @Test
    void aPatchThatChangesNothingLeavesAllCauses() {
        PatchComparison comparison = compare(KNOWN, KNOWN, KNOWN, 20);
        assertThat(comparison.rows()).isNotEmpty().allMatch(r -> r.fate() == Fate.REMAINS);
        assertThat(comparison.bringsNew()).isFalse();
    }

    @Test
    void aPatchThatZapsLessBringsNewOnes() {
        PatchComparison comparison = compare(design("cd0-zaps-all"), design("linux-6.7"), design("linux-6.7"), 50);
        assertThat(fate(comparison, CD)).isEqualTo(Fate.NEW);
        assertThat(fate(comparison, CD_SET)).isEqualTo(Fate.REMAINS);
        assertThat(comparison.bringsNew()).isTrue();
        assertThat(comparison.rows().get(0).signature()).startsWith("stale");
    }
}
