package dev.stalemate.lab.seen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.lab.campaign.KvmCampaign;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.machine.BootedMachine;
import dev.stalemate.lab.machine.DebianKernel;
import dev.stalemate.lab.machine.LabFolder;
import dev.stalemate.lab.machine.LabSetup;
import dev.stalemate.lab.scenario.Sequences;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sets a real kernel up and boots it, with {@code mvn verify -Plab} alone. */
class RealKernelTest {
    @Test
    void aRealKvmDoesWhatTheModelDoes() throws Exception {
        assumeTrue(Boolean.getBoolean("lab"), "a real kernel boots with mvn verify -Plab alone");
        LabFolder folder = LabFolder.of(System.getenv(), Path.of(System.getProperty("user.home", "/")));
        BootedMachine machine = new LabSetup(
                        folder, DebianKernel.KVM_6_1, () -> false, text -> System.err.println("lab: " + text))
                .make();

        Path file = Path.of("counterexamples/kvm/K1-linux-4.9.json");
        Counterexample saved = CounterexampleReader.read(file);
        KvmShower shower = new KvmShower(machine.boot());
        List<String> said = new ArrayList<>();
        machine.play(List.of(shower.add("K1", file.toString(), saved)), said::add);
        Shown shown = shower.judge("the machine", said).get(0);
        assertThat(shown.outcome()).as(shown.says()).isEqualTo(Shown.Outcome.SEEN);

        KvmCampaign campaign = new KvmCampaign(machine, machine.boot());
        campaign.play(
                new Sequences(
                                1,
                                campaign.kernel().maxPhyAddr(),
                                campaign.kernel().known().designs().quirkOn())
                        .some(0, 16),
                new KvmCampaign.Listener() {
                    @Override
                    public void said(String line) {}

                    @Override
                    public void judged(KvmVerdict verdict) {}
                });
        assertThat(campaign.verdicts()).hasSize(16).allMatch(KvmVerdict::conforms);
    }
}
