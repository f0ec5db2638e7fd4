package dev.stalemate.real.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.systems.xen.XenSystem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of a real Xen 4.20.4 and 4.21.2, with the IOMMU's flag and without, on the design of either release. */
class XenReleasesConformanceTest {
    private static List<Path> directories = List.of();

    @BeforeAll
    static void unpack(@TempDir Path directory) {
        directories = XenLab.unpack421(directory);
    }

    private static XenConformance play(String release, String run, String design) throws BadFileException {
        XenConformance conformance = new XenConformance(design, new XenSystem().design(design));
        for (Path directory : directories) {
            if (directory.endsWith(Path.of(release, run))) {
                conformance.play(directory);
            }
        }
        return conformance;
    }

    @ParameterizedTest
    @CsvSource({
        "4.20.4, 10-iommu,   xen-4.20,   784, 8",
        "4.20.4, 20-noiommu, xen-4.20,   882, 9",
        "4.21.2, 10-iommu,   xen-4.21,   882, 9",
        "4.21.2, 20-noiommu, xen-4.21.2, 784, 8",
    })
    void eachRunIsWhatTheDesignOfItsReleaseDoes(String release, String run, String design, int leaves, int dumps)
            throws BadFileException {
        XenConformance conformance = play(release, run, design);
        assertThat(conformance.toText())
                .contains(leaves + " leaves in " + dumps + " dumps, 0 different; 41 commands, 0 with other"
                        + " misconfiguration exits, 0 with another answer");
        assertThat(conformance.differs()).isFalse();
    }

    /** What is wrong with 4.21 is its guard alone: with it repaired, the model does what a real 4.20.4 did. */
    @Test
    void withTheGuardRepairedTheDesignOf421DoesWhat4204Did() throws BadFileException {
        assertThat(play("4.20.4", "10-iommu", "xen-4.21-guard-with-iommu").differs())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "4.20.4, xen-4.21",
        "4.21.2, xen-4.20",
        "4.21.2, xen-4.21-guard-with-iommu",
        "4.21.2, xen-4.21-marks-always",
    })
    void withAnIommuTheOtherReleaseDiffers(String release, String design) throws BadFileException {
        assertThat(play(release, "10-iommu", design).differs()).isTrue();
    }

    /** Nothing but the answer to a pin that isn't cached tells them apart: EPERM. */
    @Test
    void withoutAnIommuTheAnswersToPinsDiffer() throws BadFileException {
        assertThat(play("4.21.2", "20-noiommu", "xen-4.20").toText())
                .contains("command 13 (pin A a00 a03 0)", "errno 0 in the model, 1 on Xen");
    }
}
