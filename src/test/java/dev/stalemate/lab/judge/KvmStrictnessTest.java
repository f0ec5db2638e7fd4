package dev.stalemate.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.lab.judge.KvmRun.Leaf;
import dev.stalemate.lab.judge.KvmRun.Refusal;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmVerb;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the judge does not let pass: other steps, what was refused, and what was not compared. */
class KvmStrictnessTest {
    private static final String HEAD = "@machine kernel 6.1.192\n@machine maxphyaddr 40\n";
    private static final String LEAF = "@dump d 1;@leaf 80 1 600000029bcb77";

    /** A scenario and what was said of it, judged. */
    private static KvmVerdict judged(String head, String scenario, String said) {
        Recorded recorded = Recorded.of(
                "scenario a\n" + scenario.replace(';', '\n') + "\nend\n",
                head + "@scenario a\n" + said.replace(';', '\n') + "\n");
        return recorded.judged(new KvmJudge(recorded.kernel())).get(0);
    }

    private static KvmVerdict judged(String scenario, String said) {
        return judged(HEAD, scenario, said);
    }

    private static Recorded played(String scenario) {
        Recorded nothing =
                Recorded.of("scenario a\n" + scenario.replace(';', '\n') + "\nend\n", HEAD + "@scenario a\n@end a 0\n");
        ModelMachine machine =
                new ModelMachine(nothing.kernel(), nothing.kernel().known());
        return new Recorded(nothing.kernel(), nothing.scenarios(), machine.play(nothing.scenarios()));
    }

    private static KvmVerdict judged(Recorded recorded, KvmRun run) {
        return new KvmJudge(recorded.kernel()).judge(recorded.scenarios().get(0), run);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    opt vcpus 2;vcpu 1;touch 80000 1;dump d|@cr0 1 31;@op 1 vcpu 0 touch 80000 1;@dump d 0;@end a 1|by vCPU '0', and the
                    touch 80000 1;dump d;wbinvd|@op 1 vcpu 0 touch 80000 1;@dump d 0;@end a 1|operation 3: the machine did 'the end', and
                    wbinvd|@op 1 vcpu 0 wbinvd;@op 2 vcpu 0 wbinvd;@end a 2|the machine did 'wbinvd', and the scenario has 'none'
                    touch 80000 1;dump d|@cr0 7 31;@op 1 vcpu 0 touch 80000 1;@dump d 0;@end a 1|the machine has a vCPU 7, and the scenario
                    opt vcpus 2;wbinvd|@op 1 vcpu 0 wbinvd;@end a 1|the machine does not say with which CR0 vCPU 1 starts
                    rdmsr 2ff|@op 1 vcpu 0 rdmsr 2ff;@end a 1|operation rdmsr 2ff: KVM says no value, model 0x0
                    opt quirk_cd 0;wbinvd|@refused quirk 22;@op 1 vcpu 0 wbinvd;@end a 1|the start: KVM refuses quirk with error 22, model acc
                    """)
    void whatTheScenarioDoesNotHaveIsADifference(String scenario, String said, String says) {
        KvmVerdict verdict = judged(scenario, "@cr0 0 31;" + said);
        assertThat(verdict.conforms()).isFalse();
        assertThat(verdict.differences().stream().map(KvmDifference::toString)).anyMatch(d -> d.contains(says));
    }

    @ParameterizedTest
    @CsvSource({
        "reg,reg,22",
        "unreg,unreg,22",
        "zapall,slot,12",
        "dirtylog 1,slot,22",
        "discard 80000 1,discard,22",
        "slot1 8000000 2,slot,22",
        "ram 8000000 2,slot,17",
        "quirk 2,quirk,22",
        "wbinvd,dump,14"
    })
    void whatMustNotBeRefusedIsADifference(String op, String what, int error) {
        KvmVerdict verdict =
                judged(op, "@cr0 0 31;@op 1 vcpu 0 " + op + ";@refused " + what + " " + error + ";@end a 1");
        assertThat(verdict.differences())
                .hasToString(
                        "[operation " + op + ": KVM refuses " + what + " with error " + error + ", model accepts it]");
    }

    /** KVM has its rules for slots, and the host for its memory. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    getdirty|getdirty 2
                    collapse 200000|collapse 22
                    slot1del|slot 22
                    ram 0 2|slot 17
                    slot1 800000 2|slot 17
                    discard 1000000 1|discard 12
                    hmsr 277 2|hmsr 22
                    """)
    void whatMustBeRefusedIsNoDifference(String op, String refused) {
        assertThat(judged(
                                op + ";touch 80000 1;dump d",
                                "@cr0 0 31;@op 1 vcpu 0 " + op + ";@refused " + refused + ";@op 2 vcpu 0 touch 80000 1;"
                                        + LEAF.replace("b77", "b07") + ";@end a 2")
                        .says())
                .isEqualTo("as in the model: 1 dump, 1 leaves and 0 pages without one");
    }

    @Test
    void withoutAnAccessNothingIsCompared() {
        KvmVerdict verdict = judged("wbinvd;dump d", "@cr0 0 31;@op 1 vcpu 0 wbinvd;@dump d 0;@end a 1");
        assertThat(verdict.compared()).isFalse();
        assertThat(verdict.conforms()).isFalse();
        assertThat(verdict.says()).isEqualTo("nothing compared");
        Recorded recorded = played("wrmsr 2ff c06;rdmsr 2ff;dump d");
        assertThat(recorded.judged(new KvmJudge(recorded.kernel())).get(0).says())
                .isEqualTo("nothing compared");
    }

    @Test
    void withoutTheTdpMmuNothingIsJudged() {
        KvmVerdict verdict = judged(
                HEAD + "@machine tdp_mmu N\n", "wbinvd;dump d", "@cr0 0 31;@op 1 vcpu 0 wbinvd;@dump d 0;@end a 1");
        assertThat(verdict.says()).contains("nothing compared", "without the TDP MMU");
    }

    @Test
    void whatOneChunkCannotPlayIsToldThoughTheFirstCan() {
        KvmVerdict verdict = judged(
                "racereg 10000000;touch 10001000 20;dump d",
                "@cr0 0 31;@op 1 vcpu 0 racereg 10000000;@held 0;@op 2 vcpu 0 touch 10001000 20;@dump d 0;@end a 2");
        assertThat(verdict.notJudged())
                .isEqualTo("operation racereg 10000000: a race where too many pages are touched");
        assertThat(verdict.dumps()).isEqualTo(1);
    }

    /** A dump tells what the vCPU has that ran last, which has nothing after KVM_SET_SREGS; with new tables it tells again. */
    @Test
    void aDumpIsBlindUntilThereAreTablesAgain() {
        Recorded blind = played("touch 80000 1;hcr0 40000031;dump d;touch 81000 1;dump e");
        assertThat(judged(blind, Altered.leaf(blind.runs().get(0), 2, 0, List.of()))
                        .differences())
                .isEmpty();
        Recorded zapped = played("touch 80000 1;hcr0 40000031;zapall;dump d;dump e");
        KvmRun run = zapped.runs().get(0);
        assertThat(judged(zapped, run).conforms()).isTrue();
        List<Taken> taken = new ArrayList<>(run.taken());
        Taken dump = taken.get(3);
        Leaf stays = new Leaf(0x80, 1, 0x37);
        taken.set(3, new Taken(dump.op(), false, null, null, ImmutableList.of(), ImmutableList.of(stays)));
        assertThat(judged(zapped, with(run, taken)).differences()).hasSize(1);
    }

    private static KvmRun with(KvmRun run, List<Taken> taken) {
        return new KvmRun(
                run.name(), run.cr0(), run.refused(), ImmutableList.copyOf(taken), true, "", ImmutableList.of());
    }

    @Test
    void aQuirkThatWasRefusedStays() {
        Recorded recorded = played("wrmsr 2ff c06;cr0 40000031;touch 80000 1;dump d");
        KvmOp quirk = KvmOp.of(KvmVerb.QUIRK, 0, 2);
        List<KvmOp> ops = new ArrayList<>(recorded.scenarios().get(0).ops());
        ops.add(2, quirk);
        List<Taken> taken = new ArrayList<>(recorded.runs().get(0).taken());
        taken.add(
                2, new Taken(quirk, false, null, null, ImmutableList.of(new Refusal("quirk", 22)), ImmutableList.of()));
        Recorded more = played(ops.stream().map(KvmOp::text).collect(Collectors.joining(";")));
        assertThat(judged(more, with(recorded.runs().get(0), taken)).differences())
                .extracting(KvmDifference::says)
                .containsExactly("KVM refuses quirk with error 22, model accepts it");
        assertThat(judged(more, more.runs().get(0)).conforms()).isTrue();
        assertThat(more.runs().get(0).dumps().get(0).leaves())
                .isNotEqualTo(recorded.runs().get(0).dumps().get(0).leaves());
    }

    @Test
    void whatIsWrongAgainIsToldAgain() {
        Recorded recorded = played("touch 80000 1;dump d;dump e;dump f");
        KvmRun run = recorded.runs().get(0);
        assertThat(judged(recorded, Altered.leaf(Altered.leaf(run, 1, 0, List.of()), 2, 0, List.of()))
                        .differences())
                .hasSize(1);
        assertThat(judged(recorded, Altered.leaf(Altered.leaf(run, 1, 0, List.of()), 3, 0, List.of()))
                        .differences())
                .hasSize(2);
    }

    @Test
    void aGroupHasEachRunOnce() {
        Recorded recorded = played("cr0 40000031;touch 80000 3;cr0 31;dump d;dump e");
        KvmVerdict verdict = recorded.judged(new KvmJudge(recorded.kernel())).get(0);
        assertThat(verdict.wrong()).hasSizeGreaterThan(5);
        assertThat(KvmGroup.of(List.of(verdict))).isNotEmpty().allSatisfy(group -> {
            assertThat(group.runs()).containsExactly("a");
            assertThat(group.seen()).isGreaterThan(1);
        });
    }

    @Test
    void aTargetIsOfItsCause() {
        Recorded recorded = played("cr0 40000031;touch 80000 1;cr0 31;dump d");
        KvmVerdict verdict = recorded.judged(new KvmJudge(recorded.kernel())).get(0);
        String cause = "stale: touched with CR0.CD=1; CR0.CD cleared";
        assertThat(Target.wrong("no-stale-igmt", cause).isIn(verdict)).isTrue();
        assertThat(Target.wrong("no-stale-igmt", "").isIn(verdict)).isTrue();
        assertThat(Target.wrong("no-stale-igmt", cause + " again").isIn(verdict))
                .isFalse();
        assertThat(Target.wrong("no-stale-else", cause).isIn(verdict)).isFalse();
    }

    @Test
    void aRunThatDoesNotEndIsNoSmallerOne() {
        Recorded recorded = played("cr0 40000031;touch 80000 1;cr0 31;dump d");
        KvmJudge judge = new KvmJudge(recorded.kernel());
        ModelMachine machine =
                new ModelMachine(recorded.kernel(), recorded.kernel().known());
        PlaysScenarios<RuntimeException> cuts = some -> machine.play(some).stream()
                .map(run -> Altered.cut(run, run.taken().size()))
                .toList();
        Target target = Target.wrong("no-stale-igmt", "");
        assertThat(new KvmShrinker<>(judge, machine, 100)
                        .shrink(recorded.scenarios().get(0), target))
                .isNotNull();
        assertThat(new KvmShrinker<>(judge, cuts, 100)
                        .shrink(recorded.scenarios().get(0), target))
                .isNull();
    }
}
