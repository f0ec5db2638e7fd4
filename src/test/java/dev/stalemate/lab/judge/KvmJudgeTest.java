package dev.stalemate.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.lab.judge.KvmRun.Leaf;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.kvm.KvmVersion;
import dev.stalemate.trace.Trace;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded runs of a real KVM: after each dump every leaf is there or not, of the same type, size and IPAT, as on the model. */
class KvmJudgeTest {
    private static final Recorded LINUX_6_1 = Recorded.of("6.1");
    private static final Recorded LINUX_6_12 = Recorded.of("6.12");

    @Test
    void linux61HasTheLeavesThatTheModelHas() {
        List<KvmVerdict> all = LINUX_6_1.judged(new KvmJudge(LINUX_6_1.kernel()));
        assertThat(all.stream().flatMap(v -> v.differences().stream())).isEmpty();
        assertThat(totals(all)).isEqualTo("51 runs, 152 dumps, 996 leaves, 503 pages without one, 38 refused zaps");
        assertThat(all.stream().filter(v -> !v.conforms()).map(KvmVerdict::says))
                .containsExactly("nothing compared");
    }

    @Test
    void linux612HasTheLeavesThatTheModelHas() {
        List<KvmVerdict> all = LINUX_6_12.judged(new KvmJudge(LINUX_6_12.kernel()));
        assertThat(all.stream().filter(v -> !v.conforms()).map(KvmVerdict::says))
                .isEmpty();
        assertThat(totals(all)).isEqualTo("13 runs, 40 dumps, 359 leaves, 42 pages without one, 0 refused zaps");
        assertThat(all.stream().map(KvmVerdict::design)).containsOnly("linux-6.12.78");
    }

    @Test
    void generatedSequencesHaveTheLeavesThatTheModelHas() {
        Recorded recorded = Recorded.of("sequences");
        List<KvmVerdict> all = recorded.judged(new KvmJudge(recorded.kernel()));
        assertThat(all.stream().filter(v -> !v.conforms()).map(KvmVerdict::says))
                .isEmpty();
        assertThat(totals(all)).isEqualTo("60 runs, 296 dumps, 725 leaves, 1892 pages without one, 55 refused zaps");
        assertThat(KvmGroup.of(all).stream().map(KvmGroup::signature))
                .contains(
                        "stale: touched with CR0.CD=1; CR0.CD cleared",
                        "stale: touched without a device; device registered",
                        "stale: touched; PHYSBASE written");
    }

    /** What KVM does beside the model's steps matters: without any of it, the recorded leaves differ. */
    @ParameterizedTest
    @ValueSource(strings = {"discard", "zapall", "slot1", "read", "exec", "reg", "dirtylog", "wrmsr", "cr0"})
    void anOperationThatIsNotPlayedIsMissed(String word) {
        Recorded recorded = Recorded.of("sequences");
        KvmJudge judge = new KvmJudge(recorded.kernel());
        boolean differs = false;
        for (int i = 0; i < recorded.runs().size() && !differs; i++) {
            KvmScenario without = Altered.without(recorded.scenarios().get(i), word);
            KvmRun run = Altered.without(recorded.runs().get(i), word);
            differs = !judge.judge(without, run).differences().isEmpty();
        }
        assertThat(differs).isTrue();
    }

    private static String totals(List<KvmVerdict> all) {
        return all.size() + " runs, "
                + all.stream().mapToInt(KvmVerdict::dumps).sum() + " dumps, "
                + all.stream().mapToInt(KvmVerdict::leaves).sum() + " leaves, "
                + all.stream().mapToInt(KvmVerdict::absent).sum() + " pages without one, "
                + all.stream().mapToInt(KvmVerdict::refusedZaps).sum() + " refused zaps";
    }

    /** The kernel's own oracle, which built every leaf again, found the same: WB+IPAT of CR0.CD=1, and none after 6.11. */
    @Test
    void whatIsStaleIsFoundWithItsCause() {
        KvmVerdict thread = verdict(LINUX_6_1, "thread_quirk");
        assertThat(thread.wrong().stream()
                        .filter(w -> w.law().equals("no-stale-igmt"))
                        .map(WrongLeaf::signature))
                .containsOnly("stale: touched with CR0.CD=1; CR0.CD cleared");
        KvmVerdict device = verdict(LINUX_6_1, "hotplug_ncdma");
        assertThat(device.wrong().stream().filter(w -> w.kind().equals("stale")).map(WrongLeaf::signature))
                .containsOnly("stale: touched without a device; device registered");
        KvmVerdict moved = verdict(LINUX_6_1, "var_move_base");
        assertThat(moved.wrong().stream().filter(w -> w.kind().equals("stale")).map(WrongLeaf::signature))
                .containsOnly("stale: touched; PHYSBASE written");
        assertThat(LINUX_6_12.judged(new KvmJudge(LINUX_6_12.kernel())).stream()
                        .flatMap(v -> v.wrong().stream())
                        .map(WrongLeaf::kind))
                .doesNotContain("stale")
                .contains("weaker");
    }

    private static KvmVerdict verdict(Recorded recorded, String name) {
        return recorded.only(name).judged(new KvmJudge(recorded.kernel())).get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-6.7", "cd0-zaps-all", "linux-6.11", "devices-zap", "cd-with-pat"})
    void anotherDesignIsRecognized(String design) {
        assertThat(LINUX_6_1.judged(expecting(design)).stream()
                        .filter(v -> !v.differences().isEmpty()))
                .isNotEmpty();
    }

    @Test
    void anOlderDesignIsRecognizedOn612() {
        assertThat(LINUX_6_12.judged(expecting("linux-6.0")).stream()
                        .filter(v -> !v.differences().isEmpty()))
                .isNotEmpty();
    }

    private static KvmJudge expecting(String name) {
        KvmDesign design = new KvmSystem().design(name);
        return new KvmJudge(
                LINUX_6_1.kernel(), new RealKernel.Known(new KvmVersion("another", design, design, 0), "another"));
    }

    /** One line is changed, or missing in what the machine said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    @leaf 80 1 6000000029bcb07|@leaf 80 1 6000000029bcb37|after-uc-touch, 0x80000: KVM WB, model UC
                    @leaf 80 1 6000000029bcb07|@leaf 80 1 6000000029bcb47|after-uc-touch, 0x80000: KVM UC+IPAT, model UC
                    @leaf 80 1 6000000029bcb07|@leaf 85 1 6000000029bcb07|after-uc-touch, 0x85000: KVM UC, and nothing was touched
                    @leaf 80 1 6000000029bcb07|@leaf 80 1 6000000029bcb17|after-uc-touch, 0x80000: KVM 0x6000000029bcb17, model UC
                    @op 3 vcpu 0 wrmsr 258 0|@op 3 vcpu 0 wrmsr 258 1|operation 3: the machine did 'wrmsr 258 1', and the scenario has 'wrmsr 258 0'
                    @op 3 vcpu 0 wrmsr 258 0|@op 3 vcpu 0 wrmsr 258 0;@gp|operation wrmsr 258 0: KVM refuses it, model accepts it
                    @op 3 vcpu 0 wrmsr 258 0|@op 3 vcpu 0 wrmsr 258 0;@exit 8|operation wrmsr 258 0: the guest ended in exit 8
                    @cr0 0 31|@cr0 0 40000031|after-uc-touch, 0x70000: KVM WB, model WB+IPAT
                    """)
    void aChangedLineIsTold(String line, String changed, String says) {
        String lines = Recorded.text("6.1.lab");
        int from = lines.indexOf("@scenario thread_quirk\n");
        String head = lines.substring(0, lines.indexOf("@scenario"));
        String run = head + lines.substring(from, lines.indexOf("@scenario", from + 1));
        assertThat(run).contains(line + "\n");
        Recorded altered = Recorded.of(
                Recorded.text("6.1.scn").replaceAll("(?s).*(scenario thread_quirk\n.*?\nend\n).*", "$1"),
                run.replace(line + "\n", changed.replace(';', '\n') + "\n"));
        KvmVerdict verdict = altered.judged(new KvmJudge(altered.kernel())).get(0);
        assertThat(verdict.conforms()).isFalse();
        assertThat(verdict.differences().stream().map(KvmDifference::toString)).contains(says);
    }

    /** Any leaf of any dump that is missing is told, and so is any that has another type. */
    @Test
    void anyLeafThatIsMissingOrOfAnotherTypeIsTold() {
        Recorded recorded = LINUX_6_1.only("gen_1_050");
        KvmRun run = recorded.runs().get(0);
        KvmJudge judge = new KvmJudge(recorded.kernel());
        int changes = 0;
        for (int t = 0; t < run.taken().size(); t++) {
            List<Leaf> leaves = run.taken().get(t).leaves();
            for (int l = 0; l < leaves.size(); l += 5) {
                Leaf leaf = leaves.get(l);
                if (leaf.gfn() == 0xf00) {
                    continue;
                }
                changes++;
                for (Stream<Leaf> other : List.of(
                        Stream.<Leaf>empty(), Stream.of(new Leaf(leaf.gfn(), leaf.level(), leaf.spte() ^ 0x40)))) {
                    KvmVerdict verdict =
                            judge.judge(recorded.scenarios().get(0), Altered.leaf(run, t, l, other.toList()));
                    assertThat(verdict.differences()).hasSize(1);
                }
            }
        }
        assertThat(changes).isGreaterThan(5);
    }

    @Test
    void whatIsCutShortIsJudgedAsFarAsItGot() {
        Recorded recorded = LINUX_6_1.only("thread_quirk");
        KvmRun cut = Altered.cut(recorded.runs().get(0), 20);
        KvmVerdict verdict =
                new KvmJudge(recorded.kernel()).judge(recorded.scenarios().get(0), cut);
        assertThat(verdict.conforms()).isFalse();
        assertThat(verdict.says()).startsWith("as in the model: ").contains("it did not come to its end");
        assertThat(verdict.dumps()).isPositive();
    }

    /** KVM zaps a large leaf of which a range has 4 KiB, whether or not the guest has ever touched these. */
    @Test
    void aLargeLeafGoesThoughNobodyTouchedWhatIsZapped() {
        Recorded recorded = LINUX_6_1.only("huge_split");
        KvmScenario whole = recorded.scenarios().get(0);
        int ops = whole.ops().indexOf(KvmOp.dump("var-4k-inside")) + 1;
        KvmScenario scenario =
                KvmScenario.of(whole.name(), whole.options(), whole.ops().subList(0, ops));
        assertThat(scenario.ops().stream().flatMap(op -> op.pages().stream()))
                .contains(0x400000L)
                .doesNotContain(0x401000L);
        KvmRun run = Altered.cut(recorded.runs().get(0), ops);
        assertThat(new KvmJudge(recorded.kernel()).judge(scenario, run).says())
                .startsWith("as in the model: 2 dumps, 5 leaves and 1 pages without one");
    }

    /** Finding K5b: the thread has these pages rebuilt as UC, since disabling the MTRRs zaps; but the quirk comes before the MTRRs. */
    @Test
    void pagesTouchedWithCachingAndMtrrsOffAreWriteBackInLinux61AndInTheModel() throws Exception {
        KvmRun real = LINUX_6_1.run("thread_quirk");
        for (KvmRun.Taken dump : real.dumps()) {
            List<String> leaves = Stream.of(0x80000L, 0x81000L)
                    .map(dump::at)
                    .map(leaf -> leaf == null ? "none" : leaf.text())
                    .toList();
            switch (dump.op().label()) {
                case "mtrr-disabled" -> assertThat(leaves).containsOnly("none");
                case "mtrr-disabled-touched" -> assertThat(leaves).containsOnly("WB+IPAT");
                default -> {}
            }
        }
        KvmSystem system = new KvmSystem();
        Trace k5b = Check.on(
                CounterexampleReader.read(Path.of("counterexamples/kvm/K5b-linux-4.9.json")),
                system,
                system.design("6.1"));
        assertThat(k5b.steps()).hasToString("[set-cd vcpu=0, wrmsr vcpu=0 msr=0x2ff value=0x0, touch vcpu=0 gpa=0x0]");
        assertThat(k5b.model().layout().describe(Objects.requireNonNull(k5b.end())))
                .containsEntry("ept[0x0]", "WB+IPAT");
    }
}
