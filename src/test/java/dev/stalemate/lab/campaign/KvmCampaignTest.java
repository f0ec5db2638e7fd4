package dev.stalemate.lab.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.lab.judge.KvmRun;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.judge.ModelMachine;
import dev.stalemate.lab.judge.RealKernel;
import dev.stalemate.lab.judge.RealKernel.Known;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.machine.RealMachine;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.KvmScenarioReader;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Machines that are models of designs, and say too little or what makes no sense. */
class KvmCampaignTest {
    private static final List<String> BOOT = List.of("@machine kernel 6.1.192", "@machine maxphyaddr 40");
    private static final RealKernel KERNEL = RealKernel.of(Map.of("kernel", "6.1.192", "maxphyaddr", "40"));
    private static final String THREE =
            """
            scenario a
            touch 80000 1
            dump d
            end
            scenario b
            cr0 40000031
            touch 80000 1
            cr0 31
            dump d
            end
            scenario c
            touch 81000 1
            dump d
            end
            """;

    private static List<KvmScenario> three() throws BadFileException {
        return KvmScenarioReader.read("three", THREE);
    }

    private static List<String> played(Known known, List<String> texts) {
        try {
            List<String> lines = new ArrayList<>();
            for (KvmRun run :
                    new ModelMachine(KERNEL, known).play(KvmScenarioReader.read("texts", String.join("", texts)))) {
                lines.add("@scenario " + run.name());
                run.cr0().forEach((v, cr0) -> lines.add("@cr0 " + v + " " + Long.toHexString(cr0)));
                int ops = 0;
                for (Taken taken : run.taken()) {
                    boolean dump = taken.op().isDump();
                    lines.add(
                            dump
                                    ? "@dump " + taken.op().label() + " "
                                            + taken.leaves().size()
                                    : "@op " + ++ops + " vcpu " + taken.op().vcpu() + " "
                                            + taken.op().text());
                    taken.leaves()
                            .forEach(l -> lines.add("@leaf " + Long.toHexString(l.gfn()) + " " + l.level() + " "
                                    + Long.toHexString(l.spte())));
                }
                lines.add("@end " + run.name() + " " + ops);
            }
            return lines;
        } catch (BadFileException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static RealMachine machine(Known known, UnaryOperator<String> change) {
        return (texts, line) -> String.join(
                        "\n", played(known, texts).stream().map(change).toList())
                .lines()
                .filter(l -> !l.isEmpty())
                .forEach(line);
    }

    private static Known design(String name) {
        KvmDesign design = new KvmSystem().design(name);
        return new Known(new KvmVersion("", design, design, 0), "");
    }

    private static final class Silent implements KvmCampaign.Listener {
        @Override
        public void said(String line) {}

        @Override
        public void judged(KvmVerdict verdict) {}
    }

    private static KvmCampaign campaign(UnaryOperator<String> change) throws Exception {
        KvmCampaign campaign = new KvmCampaign(machine(KERNEL.known(), change), BOOT);
        campaign.play(three(), new Silent());
        return campaign;
    }

    /** The last one is judged though nothing is said behind its end. */
    @Test
    void eachScenarioIsJudged() throws Exception {
        KvmCampaign campaign = campaign(l -> l);
        assertThat(campaign.verdicts())
                .extracting(KvmVerdict::name, KvmVerdict::conforms)
                .containsExactly(tuple("a", true), tuple("b", true), tuple("c", true));
        assertThat(campaign.scenario("c").name()).isEqualTo("c");
        assertThat(campaign.problems()).isEmpty();
    }

    @Test
    void aLineThatDoesNotFitSpoilsItsScenarioAndNoOther() throws Exception {
        KvmCampaign campaign = campaign(l -> l.startsWith("@op 2") ? "BUG: soft lockup\n" + l : l);
        assertThat(campaign.verdicts())
                .extracting(KvmVerdict::name, KvmVerdict::ended, KvmVerdict::conforms)
                .containsExactly(tuple("a", true, true), tuple("b", false, false), tuple("c", true, true));
        assertThat(campaign.verdicts().get(1).says()).contains("does not begin with @");
    }

    @Test
    void aScenarioOfWhichNothingIsSaidIsMissed() throws Exception {
        KvmCampaign campaign = campaign(l -> l.startsWith("@scenario a") || l.startsWith("@scenario b") ? "" : l);
        assertThat(campaign.verdicts())
                .extracting(KvmVerdict::name, KvmVerdict::ended, KvmVerdict::notJudged)
                .containsExactly(
                        tuple("c", true, ""),
                        tuple("a", false, "the machine said nothing of it"),
                        tuple("b", false, "the machine said nothing of it"));
        assertThat(campaign.problems()).hasSize(1);
    }

    @Test
    void aScenarioThatNobodyAskedForIsTold() throws Exception {
        KvmCampaign campaign =
                campaign(l -> l.replace("@scenario b", "@scenario a").replace("@end b", "@end a"));
        assertThat(campaign.verdicts()).extracting(KvmVerdict::name).containsExactly("a", "c", "b");
        assertThat(campaign.problems())
                .containsExactly("the machine played a, which it was not asked for, or not again");
    }

    @Test
    void aLostMachineLeavesWhatItDidNotPlayUnfinished() throws Exception {
        RealMachine lost = (texts, line) -> {
            played(KERNEL.known(), texts.subList(0, 1)).forEach(line);
            throw new LabException("it is lost");
        };
        KvmCampaign campaign = new KvmCampaign(lost, BOOT);
        assertThatThrownBy(() -> campaign.play(three(), new Silent())).isInstanceOf(LabException.class);
        assertThat(campaign.verdicts()).extracting(KvmVerdict::ended).containsExactly(true, false, false);
    }

    /** What the machine does not show again has no smallest scenario. */
    @Test
    void aCauseThatIsNotShownAgainHasNone() throws Exception {
        RealMachine first = machine(KERNEL.known(), l -> l);
        RealMachine then = machine(design("cd0-zaps-all"), l -> l);
        List<RealMachine> next = new ArrayList<>(List.of(first, then));
        KvmCampaign campaign = new KvmCampaign((texts, line) -> next.remove(0).play(texts, line), BOOT);
        campaign.play(three(), new Silent());
        assertThat(SmallestScenario.of(campaign, campaign.groups(), text -> {}))
                .isNotEmpty()
                .allMatch(s -> s.scenario() == null && s.recording().isEmpty());
    }

    @Test
    void aDifferenceThatIsShownAgainHasItsSmallest() throws Exception {
        KvmCampaign campaign = new KvmCampaign(machine(design("cd0-zaps-all"), l -> l), BOOT);
        campaign.play(three(), new Silent());
        List<SmallestScenario> smallest = SmallestScenario.of(
                campaign, campaign.groups().stream().filter(g -> g.difference()).toList(), text -> {});
        assertThat(smallest).isNotEmpty().allMatch(s -> s.scenario() != null);
        assertThat(smallest.get(0).recording()).contains("@scenario cause-1").noneMatch(l -> l.contains("cause-2"));
    }
}
