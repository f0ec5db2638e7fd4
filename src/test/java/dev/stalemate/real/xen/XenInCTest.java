package dev.stalemate.real.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.patch.CFiles;
import dev.stalemate.systems.xen.design.XenDesign;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C file that a user of Xen 4.17.7 starts from does what a real Xen 4.17.7 did, with pages of every size. */
class XenInCTest {
    private static final Path TEMPLATE = Path.of("src/main/resources/dev/stalemate/patch/c/templates/xen-4.17.7.c");

    @Test
    void theFileDoesWhatTheRealXenDid(@TempDir Path directory) throws Exception {
        try (CFiles files = new CFiles("xen-ept")) {
            Path file = Files.copy(TEMPLATE, directory.resolve("my-patch.c"));
            XenConformance conformance =
                    new XenConformance("my-patch", (XenDesign) files.open(file).design());
            for (Path run : XenLab.unpack(Files.createDirectory(directory.resolve("runs")))) {
                conformance.play(run);
            }
            assertThat(conformance.toText())
                    .contains("27,503 leaves in 119 dumps, 0 different")
                    .contains("848 commands, 0 with other misconfiguration exits, 0 with another answer");
        }
    }
}
