package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.trace.Trace;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A violation names what is wrong, and says whether it costs coherence, isolation or only speed. */
final class KvmExplanationsTest {
    private static final KvmSystem KVM = new KvmSystem();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            K1   | COHERENCE | gpa 0x0 has WB+IPAT, would get UC now: weaker than it should be: a device that doesn't snoop reads stale memory
            K3   | SPEED     | gpa 0x0 has UC, would get WB now: stronger than it need be, so only slower
            K5   | COHERENCE | vCPU 0 believes gpa 0x0 UC (CR0.CD=1), but the leaf is WB and the access WB: \
            weaker than it should be: a device that doesn't snoop reads stale memory
            K7   | SPEED     | gpa 0x0 has UC, the MTRRs of the vCPUs on line say WB: stronger than it need be, so only slower
            K7b  | COHERENCE | gpa 0x0 has WB, the MTRRs of the vCPUs on line say UC: \
            weaker than it should be: a device that doesn't snoop reads stale memory
            K8d  | SPEED     | 2 zaps in this round so far
            K9   | COHERENCE | vCPU 0 believes gpa 0x0 UC (no MTRRs, so UC, PAT WB), but the leaf is WB and the access WB: \
            weaker than it should be: a device that doesn't snoop reads stale memory
            K12b | COHERENCE | vCPU 0 believes gpa 0x0 UC (MTRR UC, PAT WB), but the leaf is WB and the access WB: \
            weaker than it should be: a device that doesn't snoop reads stale memory
            K13  | SPEED     | gpa 0x100000 has UC, would get WB now: stronger than it need be, so only slower
            K17d | ISOLATION | vCPU 1's TLB maps gpa 0x0 to mfn 0, which another guest has written to
            K18  | SPEED     | gpa 0x300000 has UC large, would get WB now: stronger than it need be, so only slower
            R1   | COHERENCE | kvm_mtrr_get_guest_memory_type() looks gpa 0xb8000000 up as WB, which is UC by the SDM: \
            weaker than it should be: a device that doesn't snoop reads stale memory
            R2b  | SPEED     | gpa 0x0 would be installed with its 2 MiB whole, \
            as kvm_mtrr_check_gfn_range_consistency() finds one type there; by the SDM it is mixed: stronger than it need be, so only slower
            """)
    void aViolationSaysWhatIsWrongAndWhatItCosts(String id, Breaks breaks, String first) {
        Diagnosis diagnosis = diagnose(KvmChecks.claim(id));

        assertThat(diagnosis.details()).first().isEqualTo(first);
        assertThat(diagnosis.breaks()).isEqualTo(breaks);
    }

    @ParameterizedTest
    @MethodSource("violated")
    void everyViolatedClaimIsExplained(String id) {
        assertThat(diagnose(KvmChecks.claim(id)).details()).isNotEmpty();
    }

    static Stream<String> violated() {
        return KVM.claims().stream()
                .filter(c -> c.recorded() == Verdict.VIOLATED)
                .map(Claim::id);
    }

    @Test
    void aWrongZapIsExplainedByWhatWasZapped() {
        Claim precise = KvmChecks.claim("K14");
        Claim mutant = new Claim(
                "mutant",
                KVM,
                KvmDesigns.ZAP_FROM_ZERO,
                precise.law(),
                precise.scope(),
                null,
                "",
                null,
                ImmutableList.of());

        assertThat(diagnose(mutant).details()).containsExactly("clearing CD zaps 0x0-0xfffff+0x80000000-0xffffffff");
    }

    /** K13 and R2b with other types in the range that is moved, or has a hole. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            K13 | cd=off,frames=0x100000+0x200000,vcpus=1,init=2ff:806+200:100001+201:ffff00800,wrmsr=200:100001/200001 | ORDER
            K13 | cd=off,frames=0x100000+0x200000,vcpus=1,init=2ff:806+200:100004+201:ffff00800,wrmsr=200:100004/200004 | SPEED
            K13 | cd=off,frames=0x100000+0x200000,vcpus=1,init=2ff:800+200:100006+201:ffff00800,wrmsr=200:100006/200006 | COHERENCE
            K13 | cd=off,frames=0x100000+0x200000,vcpus=1,init=2ff:804+200:100006+201:ffff00800,wrmsr=200:100006/200006 | COHERENCE
            K13 | cd=off,frames=0x100000+0x200000,vcpus=1,init=2ff:800+200:100001+201:ffff00800,wrmsr=200:100001/200001 | ORDER
            R2b | cd=off,large=on,vcpus=1,frames=0x0+0x200000,init=2ff:800+200:6,wrmsr=201:fffd00800 | COHERENCE
            """)
    void whatBreaksDependsOnTheTypes(String id, String scope, Breaks breaks) {
        Claim claim = KvmChecks.claim(id);
        Claim other = new Claim(
                id,
                KVM,
                claim.design(),
                claim.law(),
                KvmChecks.scope(scope),
                Verdict.VIOLATED,
                "",
                null,
                ImmutableList.of());

        assertThat(diagnose(other).breaks()).isEqualTo(breaks);
    }

    @Test
    void whatIsRightNeedsNoExplanation() {
        Model model = KvmChecks.claim("K3").model();

        assertThat(model.law("no-stale-quiescent")
                        .explanation()
                        .of(model.initial())
                        .details())
                .isEmpty();
    }

    private static Diagnosis diagnose(Claim claim) {
        Trace trace = Trace.replay(claim.model(), KvmChecks.decide(claim).steps());
        return trace.model().law(claim.law()).explanation().of(trace.end());
    }
}
