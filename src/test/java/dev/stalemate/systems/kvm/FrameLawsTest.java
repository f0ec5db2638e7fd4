package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Laws about what frames really are: which scopes have them, whose accesses they are about, and what they say. */
class FrameLawsTest {
    private static final Set<String> NAMES =
            Set.of(KvmLaws.UNCACHED_FOR_DEVICE, KvmLaws.DEVICE_MEMORY_IS_UNCACHED, KvmLaws.RAM_NO_SLOWER);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            cd=on                                |
            mmio=1                               |
            memory=ram-wc                        |
            memory=bar                           | device-memory-is-uncached
            used-by=nobody                       | ram-no-slower-than-needed
            used-by=non-snooping                 | uncached-for-device ram-no-slower-than-needed
            used-by=non-snooping+non-snooping    | uncached-for-device
            used-by=any,memory=bar+vga           | uncached-for-device device-memory-is-uncached
            """)
    void aScopeHasTheLawsThatItSaysEnoughFor(String scope, String laws) {
        assertThat(KvmChecks.KVM.model(KvmDesigns.LINUX_6_16, KvmChecks.scope(scope)).laws().stream()
                        .map(Law::name)
                        .filter(NAMES::contains)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(laws == null ? "" : laws);
    }

    /** A vCPU that is off line accesses nothing, whatever its PAT says. */
    @Test
    void onlyVcpusOnLineAccessMemory() {
        Model model = KvmChecks.KVM.model(
                KvmDesigns.LINUX_6_16_NO_QUIRK,
                KvmChecks.scope("cd=off,offline=on,used-by=nobody,init=2ff:806,wrmsr=277:7040600070400"));
        Law law = model.law(KvmLaws.RAM_NO_SLOWER);
        long[] state = model.initial();
        model.step("touch", List.of("0", "0x0")).apply(state);
        assertThat(law.violatedBy(state)).isFalse();
        model.step("wrmsr", List.of("1", "0x277", "0x7040600070400")).apply(state);
        assertThat(law.violatedBy(state)).isTrue();
        assertThat(law.explanation().of(state).breaks()).isEqualTo(Breaks.SPEED);
        assertThat(law.explanation().of(state).details())
                .containsExactly(
                        "vCPU 1's access to gpa 0x0 is UC (leaf WB, PAT UC), and the frame is RAM that nobody uses: "
                                + "stronger than it need be, so only slower");
        model.step("offline", List.of("1")).apply(state);
        assertThat(law.violatedBy(state)).isFalse();
    }

    /** A leaf of RAM says nothing about device memory. */
    @Test
    void onlyALeafOfDeviceMemoryIsPutToTheTest() {
        Model model = KvmChecks.KVM.model(KvmDesigns.LINUX_6_16, KvmChecks.scope("cd=off,memory=bar+ram"));
        Law law = model.law(KvmLaws.DEVICE_MEMORY_IS_UNCACHED);
        long[] state = model.initial();
        model.step("touch", List.of("0", "0x80000")).apply(state);
        assertThat(law.premise().test(state)).isFalse();
        model.step("touch", List.of("0", "0x0")).apply(state);
        assertThat(law.premise().test(state)).isTrue();
    }

    /** A guest that maps a buffer WB asks for nothing, and a device that snoops needs nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            used-by=non-snooping,wrmsr=277:7040600070400  | VIOLATED
            used-by=non-snooping,wrmsr=none               | VACUOUS
            used-by=any,wrmsr=none                        | VACUOUS
            used-by=snooping+non-snooping,wrmsr=none      | VACUOUS
            used-by=snooping+any,wrmsr=277:7040600070400  | VIOLATED
            """)
    void onlyWhatTheGuestBelievesUncachedMustBe(String scope, Verdict verdict) {
        assertThat(KvmChecks.decide(
                                KvmDesigns.LINUX_6_11,
                                KvmLaws.UNCACHED_FOR_DEVICE,
                                "devices=0,cd=off,init=2ff:806," + scope)
                        .verdict())
                .isEqualTo(verdict);
    }
}
