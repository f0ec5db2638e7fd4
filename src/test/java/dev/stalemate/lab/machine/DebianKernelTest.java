package dev.stalemate.lab.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which version of a kernel is taken. */
class DebianKernelTest {
    @Test
    void thePinnedVersionIsTakenWhereTheArchiveHasIt() {
        assertThat(DebianKernel.KVM_6_1.choose(List.of(
                        "linux-image-6.1.0-56-cloud-amd64",
                        "linux-image-6.1.0-57-cloud-amd64",
                        "linux-image-6.1.0-60-cloud-amd64")))
                .isEqualTo("6.1.0-57");
    }

    @Test
    void theNextOneOfTheSeriesIsTakenWhereItIsGone() {
        assertThat(DebianKernel.KVM_6_1.choose(List.of(
                        "linux-image-6.1.0-60-cloud-amd64",
                        "linux-image-6.1.0-58-cloud-amd64",
                        "linux-image-6.1.0-100-cloud-amd64")))
                .isEqualTo("6.1.0-58");
        assertThat(DebianKernel.KVM_6_12.choose(
                        List.of("linux-image-6.12.120+deb12-cloud-amd64", "linux-image-6.12.118+deb12-cloud-amd64")))
                .isEqualTo("6.12.118+deb12");
    }

    @Test
    void anOlderOneIsTakenWhereNoneIsNewer() {
        assertThat(DebianKernel.KVM_6_1.choose(
                        List.of("linux-image-6.1.0-9-cloud-amd64", "linux-image-6.1.0-47-cloud-amd64")))
                .isEqualTo("6.1.0-47");
    }

    @Test
    void otherFlavoursAndSeriesAreNotTaken() {
        List<String> others = List.of(
                "linux-image-6.1.0-57-amd64",
                "linux-image-6.1.0-57-cloud-amd64-dbg",
                "linux-image-6.1.0-57-cloud-amd64-unsigned",
                "linux-image-6.12.117+deb13-cloud-amd64",
                "linux-image-6.10.11+bpo-cloud-amd64");
        assertThat(DebianKernel.KVM_6_1.choose(others)).isEmpty();
        assertThat(DebianKernel.KVM_6_12.choose(others)).isEmpty();
        assertThat(DebianKernel.XEN_4_17.choose(others)).isEqualTo("6.1.0-57");
    }
}
