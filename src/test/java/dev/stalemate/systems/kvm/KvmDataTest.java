package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accesses to data: which there are, and which steps of the guest flush caches. */
class KvmDataTest {
    private static long[] take(Model model, long[] s, String action) {
        Step step = model.steps().stream()
                .filter(each -> each.action().name().equals(action) && each.enabled(s))
                .findFirst()
                .orElseThrow();
        long[] next = s.clone();
        step.apply(next);
        return next;
    }

    private static Model model(String scope) {
        return KvmChecks.KVM.model(KvmDesigns.LINUX_6_7, KvmChecks.scope(scope));
    }

    /** What was written before is not followed any longer. */
    @ParameterizedTest
    @CsvSource({"wrmsr", "set-cd"})
    void theGuestFlushesAsItChangesTypes(String change) {
        Model model = model("vcpus=1,data=lines");
        long[] s = take(model, take(model, model.initial(), "touch"), "guest-writes");
        assertThat(model.layout().describe(s)).doesNotContainEntry("data-of", "none");
        s = take(model, s, change);
        assertThat(model.layout().describe(s)).containsEntry("data-of", "none");
    }

    /** One access for each type that the PAT has. */
    @Test
    void theGuestUsesEachTypeOfItsPat() {
        Model model = model("vcpus=1,data=lines");
        long[] s = take(model, model.initial(), "touch");
        assertThat(model.steps())
                .filteredOn(step -> step.action().name().equals("guest-writes") && step.enabled(s))
                .extracting(step -> step.texts().get(2))
                .containsOnly("0", "1", "2", "3");
    }
}
