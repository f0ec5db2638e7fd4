package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Which design a kernel's version has. */
class KvmVersionTest {
    @Test
    void aVersionIsThatOfTheRangeItFallsIn() {
        assertThat(KvmVersion.of("4.9").quirkOn()).isEqualTo(KvmVariants.LINUX_4_9);
        assertThat(KvmVersion.of("v5.17.1").quirkOn()).isEqualTo(KvmVariants.LINUX_4_9);
        assertThat(KvmVersion.of("6.1.0-56-amd64").quirkOn()).isEqualTo(KvmVariants.LINUX_4_9);
        assertThat(KvmVersion.of("6.6").quirkOn()).isEqualTo(KvmVariants.LINUX_4_9);
        assertThat(KvmVersion.of("6.7").quirkOn()).isEqualTo(KvmVariants.LINUX_6_7);
        assertThat(KvmVersion.of("6.10.14").quirkOn()).isEqualTo(KvmVariants.LINUX_6_7);
        assertThat(KvmVersion.of("linux-6.11").quirkOn()).isEqualTo(KvmVariants.LINUX_6_11);
        assertThat(KvmVersion.of("6.15").quirkOn()).isEqualTo(KvmVariants.LINUX_6_11);
        assertThat(KvmVersion.of("7.1-rc2").quirkOn()).isEqualTo(KvmVariants.LINUX_6_16);
    }

    @Test
    void aDisabledQuirkOfTheVersionsOwnChangesTheDesign() {
        assertThat(KvmVersion.of("6.1").design(KvmVersion.CD_NW_CLEARED)).isEqualTo(KvmVariants.LINUX_4_9_NO_QUIRK);
        assertThat(KvmVersion.of("6.1").design(KvmVersion.IGNORE_GUEST_PAT)).isEqualTo(KvmVariants.LINUX_4_9);
        assertThat(KvmVersion.of("6.12").design(-1)).isEqualTo(KvmVariants.LINUX_6_11);
        assertThat(KvmVersion.of("6.16").design(KvmVersion.IGNORE_GUEST_PAT))
                .isEqualTo(KvmVariants.LINUX_6_16_NO_QUIRK);
        assertThat(KvmVersion.of("6.8-no-quirk").design(0)).isEqualTo(KvmVariants.LINUX_6_7_NO_QUIRK);
    }

    @Test
    void whatIsNoneIsRefused() {
        for (String none : new String[] {"", "6", "six", "4.8", "3.10", "6.x", "-1.2", "99999.1"}) {
            assertThatThrownBy(() -> KvmVersion.of(none))
                    .as(none)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("there are Linux 4.9 to 6.6, Linux 6.7 to 6.10");
        }
    }
}
