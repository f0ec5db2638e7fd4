package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Scopes in words, as titles have them. */
class ScopeWordsTest {
    private static final Pattern SETTING = Pattern.compile("(^|, )[a-z0-9-]+=");

    private static Scope kvm(String text) {
        return Systems.catalogue().system("kvm").scope(text);
    }

    @Test
    void aScopeSaysHowLargeItIsAndWhatItChanges() {
        assertThat(kvm("small").words()).isEqualTo("2 vCPUs, 2 frames");
        assertThat(kvm("vcpus=1,init=2ff:c06,guest=sdm").words())
                .isEqualTo("1 vCPU, 2 frames, MTRRs start as def_type=0xc06, guest by the SDM");
        assertThat(kvm("frames=0x0+0x200000,wrmsr=2ff:0/c06,cd=off").words())
                .isEqualTo("2 vCPUs, frames 0x0 and 0x200000, guests write def_type=0x0 or 0xc06, CR0.CD stays clear");
    }

    @Test
    void scopesOfClaimsThatDifferHaveDifferentWords() {
        for (ModelSystem system : Systems.catalogue().all()) {
            Map<String, Map<String, String>> seen = new HashMap<>();
            for (Claim claim : system.claims()) {
                String words = claim.scope().words();
                Map<String, String> changes = claim.scope().changes();
                assertThat(words).as(claim.id()).isNotEmpty().doesNotContainPattern(SETTING);
                if (!system.settings().isEmpty()) {
                    assertThat(seen.computeIfAbsent(words, unused -> changes))
                            .as("%s: %s", claim.id(), words)
                            .isEqualTo(changes);
                }
            }
        }
    }
}
