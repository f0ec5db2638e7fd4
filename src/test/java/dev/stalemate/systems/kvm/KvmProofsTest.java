package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proof;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Outcome;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What KVM's proofs rest on, checked by the search: their invariants, and that what they are about is no less than what claims are about. */
class KvmProofsTest {
    static List<Proof> proofs() {
        return KvmChecks.KVM.proofs();
    }

    /** Each invariant says something: there is a design for which the search finds a state without it. */
    @ParameterizedTest
    @CsvSource({
        "cd0-zaps-all, 'hotplug=bare', leaf-as-on-a-vcpu",
        "linux-6.7, 'cd=off,frames=0x100000+0x200000,init=2ff:806+200:100000+201:ffff00800,wrmsr=200:200000', leaf-as-on-a-vcpu",
        "linux-6.7, 'hotplug=bare', leaf-as-on-a-vcpu-or-cd",
        "cd0-zaps-all, 'hotplug=bare,offline=on', leaf-as-on-a-vcpu-or-cd",
        "linux-4.9, 'hotplug=bare,cd=off', leaf-as-on-a-vcpu-or-cd",
        "linux-4.9, 'devices=1', pat-counts-with-device",
        "devices-zap, 'hotplug=bare', pat-counts-with-device",
        "linux-6.16, 'devices=0,disable-quirk=on', pat-counts-without-quirk",
        "linux-6.7, 'hotplug=bare,replaces=linux-4.9', as-replaced-but-for-pat"
    })
    void theSearchFindsWhereAnInvariantFails(String design, String scope, String name) {
        Outcome outcome = KvmChecks.decide(KvmChecks.KVM.design(design), Invariant.LAW + name, scope);
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
    }

    /** A guest of the SDM's procedure is one that moves no valid range with CD=0 and E=1, and so on: whatever a claim's run does, the proof's can. */
    @ParameterizedTest
    @MethodSource("proofs")
    void everyStepOfTheClaimIsOneOfTheProof(Proof proof) {
        Claim claim = KvmChecks.claim(proof.claim());
        Model model = KvmChecks.KVM.model(claim.design(), atMostTwo(claim.scope()));
        WiderModel wider = new WiderModel(claim, model, proof);
        long[] initial = wider.of(model.initial());
        for (String name : proof.invariants()) {
            assertThat(wider.model().law(Invariant.LAW + name).holds().test(initial))
                    .as(name)
                    .isTrue();
        }
        Law covered = Law.always("covered", Breaks.SPEED, "the proof's model has every step, and its law says as much")
                .holds(s -> wider.firstMissing(s) == null && wider.violatesAsMuch(s))
                .explainedBy(s ->
                        new Diagnosis(Breaks.SPEED, List.of(Objects.requireNonNullElse(wider.firstMissing(s), "law"))));
        Outcome outcome = KvmChecks.decide(model.with(List.of(covered)), covered.name());
        assertThat(outcome.verdict()).as("%s: %s", proof.claim(), outcome).isEqualTo(Verdict.HOLDS);
    }

    /** Two vCPUs and two frames have every step that more have. */
    private static Scope atMostTwo(Scope scope) {
        Scope small = scope.get(KvmSettings.VCPUS) > 2 ? scope.with(KvmSettings.VCPUS, "2") : scope;
        return KvmSettings.countsFrames(small) ? small.with(KvmSettings.FRAMES, "2") : small;
    }
}
