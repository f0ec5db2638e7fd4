package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Page faults step by step, and large leaves while dirty pages are logged. */
class KvmLargeTest {
    private static final String MIXED =
            "cd=off,large=on,frames=0x200000+0x300000,init=2ff:806+200:300000+201:ffff00800";

    private static Map<String, String> after(KvmDesign design, String scope, String steps) {
        Model model = KvmChecks.KVM.model(design, KvmChecks.scope(scope));
        return model.layout().describe(state(model, steps));
    }

    private static long[] state(Model model, String steps) {
        long[] state = model.initial();
        for (String text : steps.split(", ", -1)) {
            List<String> words = List.of(text.split(" ", -1));
            Step step = model.step(words.get(0), words.subList(1, words.size()));
            assertThat(step.enabled(state)).as(text).isTrue();
            step.apply(state);
        }
        return state;
    }

    @Test
    void aVcpuThatIsInAFaultDoesNothingElse() {
        Model model = KvmChecks.KVM.model(
                KvmDesigns.LINUX_6_7, KvmChecks.scope("faults=steps,hotplug=bare,offline=on,frames=1"));
        long[] state = state(model, "fault 0 0x0");
        assertThat(model.steps().stream().filter(step -> step.enabled(state)))
                .filteredOn(step -> step.action().parameters().stream()
                                .anyMatch(p -> p.name().equals("vcpu"))
                        && step.arg(0) == 0)
                .extracting(step -> step.action().name())
                .containsExactly("look-up");
        assertThat(model.step("wrmsr", List.of("1", "0x2ff", "0xc06")).enabled(state))
                .isTrue();
        assertThat(model.step("attach-device", List.of()).enabled(state)).isTrue();
    }

    /** A vCPU in a fault has not come to where all vCPUs meet before an update. */
    @Test
    void noUpdateBeginsBeforeFaultsOutsideOfUpdatesAreOver() {
        Model model = KvmChecks.KVM.model(
                KvmDesigns.LINUX_6_7, KvmChecks.scope("faults=steps,guest=sdm,touch=outside,init=2ff:c06,frames=1"));
        Step update = model.step("set-cd", List.of("1"));
        assertThat(update.enabled(state(model, "fault 0 0x0"))).isFalse();
        assertThat(update.enabled(state(model, "fault 0 0x0, look-up 0, install 0")))
                .isTrue();
    }

    /** A zap that comes after the count was read makes a fault start again; one before it, or one that is not counted, does not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            linux-6.7                  | fault 0 0x200000, look-up 0, attach-device, finish-registration, install 0 | none
            linux-6.7                  | fault 0 0x200000, attach-device, finish-registration, look-up 0, install 0 | WB large
            linux-6.7-count-first      | fault 0 0x200000, attach-device, finish-registration, look-up 0, install 0 | none
            count-first-zaps-uncounted | fault 0 0x200000, look-up 0, attach-device, finish-registration, install 0 | WB large
            linux-4.9                  | fault 0 0x200000, look-up 0, split 0x200000, install 0                     | none
            linux-5.15                 | fault 0 0x200000, look-up 0, split 0x200000, install 0                     | none
            linux-6.0                  | fault 0 0x200000, look-up 0, attach-device, finish-registration, install 0 | WB large
            linux-6.0                  | attach-device, finish-registration, fault 0 0x200000, look-up 0, install 0 | WB
            """)
    void whatAFaultInstallsDependsOnWhatCameBetween(String design, String steps, String leaf) {
        KvmDesign of = KvmChecks.KVM.design(design);
        assertThat(after(of, MIXED + ",vcpus=1,wrmsr=none,hotplug=bare,faults=steps", steps)
                        .getOrDefault("ept[0x200000]", "none"))
                .isEqualTo(leaf);
    }

    /** The leaves of both frames, and whether they took a stale type. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            linux-6.0  | eager | touch 0 0x200000, start-logging                                  | WB+IPAT | WB+IPAT | 0
            linux-6.0  | eager | touch 0 0x200000, attach-device, start-logging                   | WB+IPAT | WB+IPAT | 1
            linux-6.0  | eager | touch 0 0x200000, attach-device, start-logging, stop-logging     | none    | none    | 0
            linux-6.0  | eager | start-logging, touch 0 0x200000                                  | WB+IPAT | none    | 0
            linux-6.0  | lazy  | touch 0 0x200000, attach-device, start-logging                   | WB+IPAT large | WB+IPAT large | 0
            linux-6.2  | lazy  | touch 0 0x200000, attach-device, start-logging, touch 0 0x200000 | WB      | WB+IPAT | 1
            linux-6.0  | lazy  | touch 0 0x200000, attach-device, start-logging, touch 0 0x200000 | WB      | none    | 0
            linux-4.9  | lazy  | attach-device, touch 0 0x300000, start-logging                   | none    | UC      | 0
            linux-6.16 | lazy  | touch 0 0x200000, start-logging, touch 0 0x200000, stop-logging  | WB+IPAT large | WB+IPAT large | 0
            linux-6.2-drops-large | eager | touch 0 0x200000, start-logging                       | none    | none    | 0
            """)
    void dirtyLoggingMakesLeavesOfOthers(
            String design, String log, String steps, String first, String second, String inherited) {
        Map<String, String> state =
                after(KvmChecks.KVM.design(design), MIXED + ",vcpus=1,wrmsr=none,hotplug=bare,dirty-log=" + log, steps);
        assertThat(state)
                .containsEntry("ept[0x200000]", first)
                .containsEntry("ept[0x300000]", second)
                .containsEntry("inherited-stale[0x300000]", inherited);
    }

    /** These laws demand nothing where no large leaf can exist, because 2 MiB have two types: there, nothing is split either. */
    @ParameterizedTest
    @CsvSource({
        "large-page-types-with-device, faults=steps",
        "no-inherited-stale, dirty-log=eager",
        "no-inherited-stale-after-logging, dirty-log=eager"
    })
    void whereNoLargeLeafIsLawsOfLargeLeavesAreVacuous(String law, String scope) {
        assertThat(KvmChecks.decide(KvmDesigns.LINUX_6_0, law, MIXED + ",vcpus=1,wrmsr=none," + scope)
                        .verdict())
                .isEqualTo(Verdict.VACUOUS);
    }

    /** With frames that leave the guest, a large leaf is made only where all frames are there, and it maps all of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            start-logging, touch 0 0x200000, stop-logging                 | WB+IPAT large | WB+IPAT large | 1
            unmap 0x300000, start-logging, touch 0 0x200000, stop-logging | WB+IPAT       | none          | 0
            """)
    void theEndOfLoggingMakesALargeLeafOfFramesThatAreThere(String steps, String first, String second, String mfn) {
        String scope = "cd=off,large=on,frames=0x200000+0x300000,init=2ff:806,vcpus=1,wrmsr=none,devices=0";
        Map<String, String> state = after(KvmDesigns.LINUX_6_16, scope + ",dirty-log=eager,p2m=on", steps);
        assertThat(state.getOrDefault("ept[0x200000]", "none")).isEqualTo(first);
        assertThat(state.getOrDefault("ept[0x300000]", "none")).isEqualTo(second);
        assertThat(state).containsEntry("ept.mfn[0x300000]", mfn);
    }

    /** Guest MTRRs mean nothing on AMD, and since Linux 6.0 they split no large page there either. */
    @ParameterizedTest
    @CsvSource({"linux-4.15-npt, PA0", "linux-6.0-npt, PA0 large", "linux-6.7-npt, PA0 large"})
    void onAmdGuestMtrrsSplitLargePagesUpToLinux519(String design, String leaf) {
        assertThat(after(KvmChecks.KVM.design(design), MIXED + ",vcpus=1,wrmsr=none", "touch 0 0x200000"))
                .containsEntry("npt[0x200000]", leaf);
    }

    @Test
    void aWriteDropsAWholeLargeLeafUpToLinux61() {
        String scope = "cd=off,large=on,frames=0x200000+0x300000,init=2ff:806,vcpus=1,wrmsr=none,dirty-log=lazy";
        assertThat(after(KvmDesigns.LINUX_4_9, scope, "touch 0 0x200000, start-logging, touch 0 0x200000"))
                .containsEntry("ept[0x200000]", "WB")
                .containsEntry("ept[0x300000]", "none");
    }
}
