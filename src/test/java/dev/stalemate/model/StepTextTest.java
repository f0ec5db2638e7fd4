package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.systems.Systems;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps as people write them. */
class StepTextTest {
    private static final ModelSystem KVM = Systems.catalogue().system("kvm");
    private static final Model SMALL = KVM.model(KVM.design("linux-6.7"), KVM.scope("small"));
    private static final Model WIDE = KVM.model(KVM.design("linux-6.7"), KVM.scope("wide"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "touch 1 0x80000",
                "touch vcpu=1 gpa=0x80000",
                "touch gpa=0x80000 vcpu=1",
                "touch gpa=0x80000 1",
                "touch vcpu1 0x80000",
                "touch vcpu 1 gpa 0x80000",
                "touch   vcpu1\tgpa=0x00080000",
                "touch 01 524288"
            })
    void argumentsAreGivenByPositionOrByName(String text) {
        assertThat(StepText.of(text).in(SMALL)).hasToString("touch vcpu=1 gpa=0x80000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wrmsr 0 0x2ff 0xc06",
                "wrmsr 0 0x2ff 0x0c06",
                "wrmsr 0 767 3078",
                "wrmsr vcpu0 def_type=E,FE,WB",
                "wrmsr vcpu0 def_type E,FE,WB",
                "wrmsr vcpu=0 msr=IA32_MTRR_DEF_TYPE value=WB,FE,E"
            })
    void registersHaveNamesAndTheirValuesTypes(String text) {
        assertThat(StepText.of(text).in(SMALL)).hasToString("wrmsr vcpu=0 msr=0x2ff value=0xc06");
        assertThat(StepText.of(text).in(WIDE)).hasToString("wrmsr vcpu=0 msr=0x2ff value=0xc06");
    }

    @Test
    void xensRegistersHaveTheSameNames() {
        ModelSystem xen = Systems.catalogue().system("xen-ept");
        Model model = xen.model(xen.designs().get(0), xen.scope("small,wrmsr=2ff:0/806+200:100000"));
        assertThat(StepText.of("wrmsr 0 def_type=E,WB").in(model)).hasToString("wrmsr vcpu=0 msr=0x2ff value=0x806");
        assertThat(StepText.of("wrmsr 0 physbase0=1M,UC").in(model))
                .hasToString("wrmsr vcpu=0 msr=0x200 value=0x100000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tuoch 0 0x0 | no action 'tuoch' in this scope; did you mean touch? There are [touch, set-cd, clear-cd, wrmsr]",
                "touch 0 | touch takes vcpu, gpa; there is no gpa",
                "touch gpa= 0 | touch takes vcpu, gpa; there is no gpa",
                "touch 0 0x0 1 | touch takes vcpu, gpa; '1' is too much",
                "touch 0 vcpu=1 0x0 | touch takes vcpu, gpa; '0x0' is too much",
                "touch vcpu=0 vcpu=1 | touch: vcpu is given twice",
                "touch 2 0x0 | touch: vcpu: '2' is not one of [0, 1]",
                "touch cpu1 0x0 | touch: vcpu: 'cpu1' is not one of [0, 1]",
                "touch 0 0x1000 | touch: gpa: '0x1000' is not one of [0x0, 0x80000]",
                "wrmsr 0 0x268 0 | wrmsr: msr: '0x268' is not one of [0x2ff]; possible in this scope: 0x2ff, 0x250, 0x258",
                "wrmsr 0 def_type=E,WB | wrmsr: value: '0x806' is not one of [0x0, 0xc06]",
                "wrmsr 0 def_type=c06 | wrmsr: value: 'c06' is not one of the types UC, WC, WT, WP, WB"
            })
    void whatTheScopeDoesNotHaveIsToldWithWhatItHas(String text, String problem) {
        assertThatThrownBy(() -> StepText.of(text).in(SMALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }

    @Test
    void aValueThatIsNotLegalIsToldAtAnyWidth() {
        assertThatThrownBy(() -> StepText.of("wrmsr 0 def_type=0x7").in(WIDE))
                .hasMessage("wrmsr: value: 0x7 is not a legal value here");
        assertThatThrownBy(
                        () -> StepText.of("wrmsr 0 0x2ff 0x10000000000000000").in(WIDE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isPrintedAsItWasWritten() {
        assertThat(StepText.of(" touch  0 gpa=0x0 ")).hasToString("touch 0 gpa=0x0");
        assertThat(StepText.of("attach-device")).isEqualTo(new StepText("attach-device", List.of()));
    }
}
