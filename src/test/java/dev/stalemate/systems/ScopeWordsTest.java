package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import java.util.HashMap;
import java.util.List;
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
        assertThat(kvm("small").words())
                .isEqualTo("2 vCPUs, 2 frames, MTRRs start off, 1 device with non-coherent DMA");
        assertThat(kvm("vcpus=1,init=2ff:c06,guest=sdm").words())
                .isEqualTo(
                        "1 vCPU, 2 frames, MTRRs start as def_type E FE WB (0xc06), guest by the SDM, 1 device with non-coherent DMA");
        assertThat(kvm("frames=0x0+0x200000,wrmsr=2ff:0/c06,cd=off").words())
                .isEqualTo(
                        "2 vCPUs, frames 0x0 and 0x200000, guests write def_type off UC (0x0) or E FE WB (0xc06), MTRRs start off, "
                                + "CR0.CD stays clear, 1 device with non-coherent DMA");
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

    /** The settings of scopes whose value differs from the initial one, and of which a scope's words say nothing. */
    private static List<String> untold(Scope scope, List<? extends Setting<?>> settings) {
        return settings.stream()
                .filter(setting -> scope.changes().containsKey(setting.name()))
                .filter(setting -> setting.phrase().apply(scope.text(setting)).isEmpty()
                        || !scope.words().contains(setting.phrase().apply(scope.text(setting)))
                        || setting.phrase()
                                .apply(setting.initial())
                                .equals(setting.phrase().apply(scope.text(setting))))
                .map(Setting::name)
                .toList();
    }

    @Test
    void everySettingThatAClaimChangesIsTold() {
        for (ModelSystem system : Systems.catalogue().all()) {
            for (Claim claim : system.claims()) {
                assertThat(untold(claim.scope(), system.settings()))
                        .as(claim.id())
                        .isEmpty();
            }
        }
    }

    @Test
    void aSettingThatIsNotToldIsFound() {
        Settings all = new Settings();
        Setting<Integer> silent = all.told(value -> "").number("silent", 0, 3, 0, "a number");
        Setting<Integer> alike = all.told(value -> "the same").number("alike", 0, 3, 0, "another number");
        Setting<Integer> told = all.told("%s of them").number("told", 0, 3, 0, "a third one");
        Scope scope =
                Scope.of("small", all.all()).with(silent, "1").with(alike, "1").with(told, "1");
        assertThat(untold(scope, all.all())).containsExactly("silent", "alike");
    }

    @Test
    void whatIsThereFromTheStartIsToldToo() {
        assertThat(Systems.catalogue().system("xen-ept").scope("small").words())
                .contains("MTRRs start as def_type E WB (0x806)");
        assertThat(kvm("devices=0,hotplug=slots-moved").words())
                .contains("no device with non-coherent DMA", "another slot moves with them");
    }
}
