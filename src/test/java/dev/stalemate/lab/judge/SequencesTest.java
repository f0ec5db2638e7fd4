package dev.stalemate.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.lab.judge.RealKernel.Known;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.KvmScenarioReader;
import dev.stalemate.lab.scenario.KvmVerb;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.lab.scenario.ScenarioSteps;
import dev.stalemate.lab.scenario.Sequences;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated sequences on a machine that is the model of a design: judged, grouped and made smaller. */
class SequencesTest {
    private static final RealKernel KERNEL = Recorded.of("6.1").kernel();
    private static final KvmJudge JUDGE = new KvmJudge(KERNEL);
    private static final ModelMachine MACHINE = new ModelMachine(KERNEL, KERNEL.known());
    private static final Sequences SEQUENCES = of(1);

    private static Sequences of(long seed) {
        return new Sequences(seed, KERNEL.maxPhyAddr(), KERNEL.known().designs().quirkOn());
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws BadFileException {
        String all = texts(of(7).some(0, 40));
        assertThat(texts(of(7).some(0, 40))).isEqualTo(all);
        assertThat(texts(of(7).some(30, 10))).isEqualTo(all.substring(all.indexOf("scenario r7_30_")));
        assertThat(texts(of(8).some(0, 40)).replace("r8_", "r7_")).isNotEqualTo(all);
        assertThat(texts(KvmScenarioReader.read("all", all))).isEqualTo(all);
    }

    private static String texts(List<KvmScenario> scenarios) {
        return scenarios.stream().map(KvmScenario::text).collect(Collectors.joining());
    }

    @Test
    void everyKindOfOperationIsDrawn() {
        Set<KvmVerb> drawn = EnumSet.noneOf(KvmVerb.class);
        SEQUENCES.some(0, 300).forEach(s -> s.ops().forEach(op -> drawn.add(op.verb())));
        assertThat(EnumSet.complementOf(EnumSet.copyOf(drawn)))
                .containsExactlyInAnyOrder(KvmVerb.RAM, KvmVerb.HOSTMMIO, KvmVerb.RACEREG);
    }

    @Test
    void noOperationIsWhereTheGuestsCodeIs() {
        for (KvmScenario scenario : SEQUENCES.some(0, 300)) {
            long unit = scenario.options().huge() ? 1L << 21 : 1L << 12;
            assertThat(scenario.ops().stream()
                            .filter(op -> op.verb() != KvmVerb.DISCARD)
                            .flatMap(op -> op.pages().stream())
                            .filter(page -> page / unit == KvmScenario.CODE / unit))
                    .isEmpty();
            assertThat(scenario.ops().stream().filter(op -> op.verb() == KvmVerb.DISCARD && discardsCode(op)))
                    .isEmpty();
        }
    }

    private static boolean discardsCode(KvmOp op) {
        return op.number(0) <= KvmScenario.CODE
                && op.number(0) + op.number(1) * 0x1000 > (KvmScenario.CODE & -(1L << 21));
    }

    @Test
    void aMachineOfTheSameDesignConformsAndShowsWhatIsStale() {
        List<KvmVerdict> verdicts = SEQUENCES.some(0, 90).stream()
                .map(s -> JUDGE.judge(s, MACHINE.play(List.of(s)).get(0)))
                .toList();
        assertThat(verdicts.stream().filter(v -> !v.conforms()).map(KvmVerdict::says))
                .isEmpty();
        List<KvmGroup> groups = KvmGroup.of(verdicts);
        assertThat(groups.stream().map(KvmGroup::signature))
                .contains("stale: touched with CR0.CD=1; CR0.CD cleared")
                .doesNotHaveDuplicates();
        assertThat(groups).noneMatch(KvmGroup::difference);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-6.7", "devices-zap", "cd-with-pat", "cd0-zaps-all", "linux-5.18", "linux-6.11"})
    void aMachineOfAnotherDesignIsToldByItsDifferences(String name) {
        ModelMachine other = machine(name);
        boolean told = SEQUENCES.some(0, 90).stream()
                .filter(s -> s.options().quirkCd())
                .anyMatch(s -> !JUDGE.judge(s, other.play(List.of(s)).get(0))
                        .differences()
                        .isEmpty());
        assertThat(told).isTrue();
    }

    private static ModelMachine machine(String name) {
        KvmDesign design = new KvmSystem().design(name);
        return new ModelMachine(KERNEL, new Known(new KvmVersion("", design, design, 0), ""));
    }

    /** From a random sequence to the model's own shortest run. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    25|no-stale-igmt|stale: touched with CR0.CD=1; CR0.CD cleared|cr0 40000031;touch 0 1;cr0 31;dump end|3
                    284|no-stale-quiescent|stale: touched without a device; device registered|opt ncdma 0;touch 0 1;reg;dump d1|2
                    """)
    void whatIsStaleIsShrunkToTheShortest(int number, String law, String signature, String shortest, int steps)
            throws NotMappedException {
        KvmScenario scenario = SEQUENCES.scenario(number);
        KvmShrinker<RuntimeException> shrinker = new KvmShrinker<>(JUDGE, MACHINE, 1000);
        KvmScenario small = Objects.requireNonNull(shrinker.shrink(scenario, Target.wrong(law, signature)));
        assertThat(small.text())
                .isEqualTo("scenario " + scenario.name() + "\n" + shortest.replace(';', '\n') + "\nend\n");
        assertThat(shrinker.rounds()).isLessThan(20);
        assertThat(ScenarioSteps.shortest(small, KERNEL.known().designs().quirkOn(), 40, law)
                        .steps())
                .hasSize(steps);
    }

    @Test
    void aDifferenceIsShrunkToo() {
        ModelMachine other = machine("devices-zap");
        KvmScenario small = Objects.requireNonNull(
                new KvmShrinker<>(JUDGE, other, 1000).shrink(SEQUENCES.scenario(284), Target.difference()));
        assertThat(small.text()).endsWith("touch 0 1\nreg\ndump d1\nend\n");
        assertThat(new KvmShrinker<>(JUDGE, MACHINE, 1000).shrink(SEQUENCES.scenario(284), Target.difference()))
                .isNull();
    }

    /** What a vCPU or a device begins with becomes a step, or is left out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    opt resetcr0 1;touch 0 1;cr0 31;dump d|no-stale-igmt|cr0 40000031;touch 0 1;cr0 31;dump d
                    unreg;touch 0 1;reg;dump d|no-stale-quiescent|opt ncdma 0;touch 0 1;reg;dump d
                    opt vcpus 2;vcpu 1;cr0 40000031;exec 5ff000;cr0 31;dump d|no-stale-igmt|cr0 40000031;touch 0 1;cr0 31;dump d
                    """)
    void theStartIsSimplified(String from, String law, String to) throws BadFileException {
        KvmScenario scenario = KvmScenarioReader.read("file", "scenario a\n" + from.replace(';', '\n') + "\nend\n")
                .get(0);
        KvmScenario small =
                Objects.requireNonNull(new KvmShrinker<>(JUDGE, MACHINE, 1000).shrink(scenario, Target.wrong(law, "")));
        assertThat(small.text()).isEqualTo("scenario a\n" + to.replace(';', '\n') + "\nend\n");
    }

    @Test
    void whatTheModelHasNoStepsForIsNotMappedBack() throws BadFileException {
        KvmScenario zaps = KvmScenarioReader.read("file", "scenario a\ntouch 0 1\nzapall\ndump d\nend\n")
                .get(0);
        assertThatExceptionOfType(NotMappedException.class)
                .isThrownBy(() ->
                        ScenarioSteps.shortest(zaps, KERNEL.known().designs().quirkOn(), 40, "no-stale"))
                .withMessage("the model has no step for zapall");
    }
}
