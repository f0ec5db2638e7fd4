package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Which design a kernel's version has. */
class KvmVersionTest {
    @Test
    void aVersionIsThatOfTheRangeItFallsIn() {
        assertThat(KvmVersion.of("4.9").quirkOn()).isEqualTo(KvmDesigns.LINUX_4_9);
        assertThat(KvmVersion.of("4.14.336").quirkOn()).isEqualTo(KvmDesigns.LINUX_4_9);
        assertThat(KvmVersion.of("4.19").quirkOn()).isEqualTo(KvmDesigns.LINUX_4_16);
        assertThat(KvmVersion.of("5.1.21").quirkOn()).isEqualTo(KvmDesigns.LINUX_4_16);
        assertThat(KvmVersion.of("5.4").quirkOn()).isEqualTo(KvmDesigns.LINUX_5_2);
        assertThat(KvmVersion.of("5.10.100-no-quirk").quirkOn()).isEqualTo(KvmDesigns.LINUX_5_2_NO_QUIRK);
        assertThat(KvmVersion.of("v5.17.1").quirkOn()).isEqualTo(KvmDesigns.LINUX_5_15);
        assertThat(KvmVersion.of("6.1.0-56-amd64").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_0);
        assertThat(KvmVersion.of("5.19.17").quirkOn()).isEqualTo(KvmDesigns.LINUX_5_18);
        assertThat(KvmVersion.of("6.0").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_0);
        assertThat(KvmVersion.of("6.6").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_2);
        assertThat(KvmVersion.of("6.7").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_7);
        assertThat(KvmVersion.of("6.10.14").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_7);
        assertThat(KvmVersion.of("linux-6.11").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_11);
        assertThat(KvmVersion.of("6.15").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_13);
        assertThat(KvmVersion.of("7.1").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_16);
    }

    /** The quirk about the PAT came to 6.12 in its middle. */
    @Test
    void aBackportSplitsASeries() {
        assertThat(KvmVersion.of("6.12.77").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_11);
        assertThat(KvmVersion.of("6.12.77-no-quirk").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_11);
        assertThat(KvmVersion.of("6.12.78").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_12_78);
        assertThat(KvmVersion.of("6.12.107-no-quirk").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_12_78_NO_QUIRK);
        assertThatThrownBy(() -> KvmVersion.of("6.12")).hasMessageContaining("linux-6.12 has had several designs");
    }

    /** Its own number hides the stable release, so that a series of two designs has no answer. */
    @Test
    void aDistributionsKernelIsOfItsSeries() {
        assertThat(KvmVersion.of("6.8.0-31-generic").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_7);
        assertThat(KvmVersion.of("6.1.0-56-amd64-no-quirk").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_0_NO_QUIRK);
        assertThat(KvmVersion.of("6.12.0").quirkOn()).isEqualTo(KvmDesigns.LINUX_6_11);
        assertThatThrownBy(() -> KvmVersion.of("6.12.0-55.el10"))
                .hasMessageContaining("linux-6.12 has had several designs");
    }

    @Test
    void aDisabledQuirkOfTheVersionsOwnChangesTheDesign() {
        assertThat(KvmVersion.of("6.1").design(KvmVersion.CD_NW_CLEARED)).isEqualTo(KvmDesigns.LINUX_6_0_NO_QUIRK);
        assertThat(KvmVersion.of("6.1").design(KvmVersion.IGNORE_GUEST_PAT)).isEqualTo(KvmDesigns.LINUX_6_0);
        assertThat(KvmVersion.of("6.12.43").design(-1)).isEqualTo(KvmDesigns.LINUX_6_11);
        assertThat(KvmVersion.of("6.16").design(KvmVersion.IGNORE_GUEST_PAT)).isEqualTo(KvmDesigns.LINUX_6_16_NO_QUIRK);
        assertThat(KvmVersion.of("6.8-no-quirk").design(0)).isEqualTo(KvmDesigns.LINUX_6_7_NO_QUIRK);
    }

    @Test
    void whatIsNoVersionIsRefused() {
        for (String none : new String[] {"", "6", "six", "6.x", "-1.2", "99999.1"}) {
            assertThatThrownBy(() -> KvmVersion.of(none))
                    .as(none)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("there are Linux 4.9 to 4.15, Linux 4.16 to 5.1");
        }
        for (String none : new String[] {"4.8", "3.10", "6.1.193", "6.12.118", "7.0", "7.1-rc2", "8.0"}) {
            assertThatThrownBy(() -> KvmVersion.of(none))
                    .as(none)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no design was compared with linux-" + none.replace("-rc", ".0-rc"));
        }
    }
}
