package dev.stalemate.lab.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.collect.ImmutableList;
import dev.stalemate.lab.campaign.PatchComparison.Count;
import dev.stalemate.lab.campaign.PatchComparison.Fate;
import dev.stalemate.lab.campaign.PatchComparison.Row;
import dev.stalemate.lab.judge.KvmDifference;
import dev.stalemate.lab.judge.KvmGroup;
import dev.stalemate.lab.judge.KvmJudge;
import dev.stalemate.lab.judge.KvmRun;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.judge.ModelMachine;
import dev.stalemate.lab.judge.RealKernel;
import dev.stalemate.lab.judge.RealKernel.Known;
import dev.stalemate.lab.judge.Recorded;
import dev.stalemate.lab.judge.WrongLeaf;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.Sequences;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
        return PatchComparison.of(
                scenarios.size(), verdicts(before, judge, scenarios), verdicts(after, judge, scenarios));
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
        assertThat(comparison.rows())
                .noneMatch(r -> r.fate() == Fate.NEW && r.signature().startsWith("stale"));
        assertThat(comparison.hasFewLeaves()).isFalse();
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

    private static final String NO_STALE = "no-stale-igmt";

    private static WrongLeaf wrong(int at, int since, long gpa, String law, String cause) {
        return new WrongLeaf(at, since, "op-" + at, gpa, law, "", cause);
    }

    private static KvmVerdict verdict(String name, WrongLeaf... wrong) {
        return new KvmVerdict(name, "6.1", "d", true, "", 1, 10, 1, 0, ImmutableList.of(), ImmutableList.copyOf(wrong));
    }

    private static KvmVerdict other(KvmVerdict v, boolean ended, String notJudged, int leaves, KvmDifference... of) {
        return new KvmVerdict(
                v.name(), "6.1", "d", ended, notJudged, 1, leaves, 0, 0, ImmutableList.copyOf(of), v.wrong());
    }

    @ParameterizedTest
    @CsvSource({
        "0x1000, no-stale-igmt, MOVED",
        "0x2000, no-stale-igmt, NEW",
        "0x1000, never-weaker, NEW",
    })
    void onlyWhatWasRightIsNew(String gpa, String law, Fate fate) {
        KvmVerdict before = verdict("a", wrong(3, 2, 0x1000, NO_STALE, "stale: x"));
        KvmVerdict after = verdict("a", wrong(5, 5, Long.decode(gpa), law, "stale: y"));
        PatchComparison comparison = PatchComparison.of(1, List.of(before), List.of(after));
        assertThat(fate(comparison, "stale: x")).isEqualTo(Fate.DISAPPEARS);
        assertThat(fate(comparison, "stale: y")).isEqualTo(fate);
        assertThat(comparison.bringsNew()).isEqualTo(fate == Fate.NEW);
        // In another run the same page is another one.
        KvmVerdict elsewhere = verdict("b", after.wrong().get(0));
        assertThat(PatchComparison.of(2, List.of(before, verdict("b")), List.of(verdict("a"), elsewhere))
                        .bringsNew())
                .isTrue();
    }

    @Test
    void aLeafThatStaysWrongCountsOnce() {
        KvmVerdict verdict = verdict(
                "a",
                wrong(3, 2, 0x1000, NO_STALE, "stale: x"),
                wrong(5, 2, 0x1000, NO_STALE, "stale: x"),
                wrong(9, 8, 0x1000, NO_STALE, "stale: x"));
        PatchComparison comparison = PatchComparison.of(1, List.of(verdict), List.of(verdict));
        assertThat(comparison.rows()).singleElement().satisfies(row -> {
            assertThat(row.before()).isEqualTo(new Count(1, 2));
            assertThat(row.after()).isEqualTo(new Count(1, 2));
        });
    }

    private static final KvmDifference EXIT = new KvmDifference(
            1, "operation touch 0 1", "the guest ended in exit 9", "touch: the guest ended in exit 9");
    private static final KvmDifference NO_LEAF =
            new KvmDifference(2, "op-1, 0x0", "KVM none, model WB", "KVM none, model WB; in the model: touched");
    private static final KvmDifference OTHER_LEAF =
            new KvmDifference(2, "op-1, 0x0", "KVM UC, model WB", "KVM UC, model WB; in the model: touched");
    private static final KvmDifference ZAPPED = new KvmDifference(
            2, "op-1, 0x0", "KVM none, model WB", "KVM none, model WB; in the model nothing changed it");

    private static Stream<Arguments> kernels() {
        KvmVerdict whole = verdict("a");
        return Stream.of(
                arguments("as it should be", whole, true),
                arguments("another leaf", other(whole, true, "", 10, OTHER_LEAF), true),
                arguments("zaps more", other(whole, true, "", 10, ZAPPED), true),
                arguments("an exit", other(whole, true, "", 10, EXIT), false),
                arguments("a touch that makes no leaf", other(whole, true, "", 10, NO_LEAF), false),
                arguments("cut", other(whole, false, "", 10), false),
                arguments("not judged", other(whole, true, "why", 10), false),
                arguments("nothing compared", other(whole, true, "", 0), false));
    }

    /** On either side. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("kernels")
    void aRunThatIsNotWholeIsLeftOut(String name, KvmVerdict one, boolean whole) {
        List<KvmVerdict> good = List.of(verdict("a"), verdict("b", wrong(1, 1, 0, NO_STALE, "stale: x")));
        List<KvmVerdict> those = List.of(one, good.get(1));
        for (PatchComparison comparison :
                List.of(PatchComparison.of(3, good, those), PatchComparison.of(3, those, good))) {
            assertThat(comparison.compared()).isEqualTo(whole ? 2 : 1);
            assertThat(comparison.leftOut()).as("one was never played").isEqualTo(whole ? 1 : 2);
            assertThat(comparison.leavesBefore()).isEqualTo(whole ? 20 : 10);
        }
    }

    /** A guest that can't run on the patched kernel: a cause that is not seen there has not disappeared. */
    @ParameterizedTest
    @ValueSource(strings = {"exit", "no leaf"})
    void aKernelThatRunsNoGuestShowsNothing(String how) {
        KvmJudge judge = KvmJudge.byRealLeaves(KERNEL, KNOWN);
        List<KvmScenario> scenarios = scenarios(20);
        List<KvmVerdict> after = new ArrayList<>();
        for (KvmRun run : new ModelMachine(KERNEL, KNOWN).play(scenarios)) {
            after.add(judge.judge(scenarios.get(after.size()), broken(run, how.equals("exit"))));
        }
        PatchComparison comparison = PatchComparison.of(20, verdicts(KNOWN, judge, scenarios), after);
        assertThat(comparison.compared()).isZero();
        assertThat(comparison.rows()).isEmpty();
    }

    /** Accesses end in an exit, or come to nothing without a word. */
    private static KvmRun broken(KvmRun run, boolean exits) {
        ImmutableList.Builder<Taken> taken = ImmutableList.builder();
        for (Taken one : run.taken()) {
            boolean ends = exits && !one.op().pages().isEmpty();
            taken.add(new Taken(
                    one.op(),
                    one.fault(),
                    one.value(),
                    ends ? Integer.valueOf(9) : one.exit(),
                    one.refused(),
                    ImmutableList.of()));
        }
        return new KvmRun(run.name(), run.cr0(), run.refused(), taken.build(), true, "", run.trace());
    }

    @Test
    void withFewLeavesNothingCanBeTold() {
        List<KvmVerdict> before = List.of(verdict("a"));
        assertThat(PatchComparison.of(1, before, List.of(other(before.get(0), true, "", 1)))
                        .hasFewLeaves())
                .isTrue();
        assertThat(PatchComparison.of(1, before, List.of(other(before.get(0), true, "", 5)))
                        .hasFewLeaves())
                .isFalse();
    }

    /** No leaf comes and goes unseen between two dumps. */
    @Test
    void thereIsADumpBehindEachOperation() {
        for (KvmScenario scenario : scenarios(5)) {
            List<KvmOp> ops = scenario.ops();
            for (int i = 0; i < ops.size(); i++) {
                assertThat(ops.get(i).isDump()).isEqualTo(i % 2 == 1);
            }
            assertThat(ops).hasSizeGreaterThan(10);
            assertThat(ops.size() % 2).isZero();
            assertThat(ops.stream().filter(KvmOp::isDump).map(KvmOp::label)).doesNotHaveDuplicates();
        }
    }
}
