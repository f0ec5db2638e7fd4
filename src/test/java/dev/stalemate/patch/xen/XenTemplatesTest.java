package dev.stalemate.patch.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.systems.xen.XenSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that a user starts from do exactly what their base designs do. */
class XenTemplatesTest {
    private static final XenSystem XEN = new XenSystem();
    private static final Path TEMPLATES = Path.of("src/main/resources/dev/stalemate/patch/c/templates");

    /** Every claim's property at its scope: the same verdict, run, states, transitions and figures. */
    @ParameterizedTest
    @CsvSource({"xen-4.16.4, cc", "xen-4.17.7, gcc", "xen-4.17.7, clang", "xen-4.21, cc"})
    void aTemplateDoesWhatItsBaseDoes(String release, String compiler, @TempDir Path directory) throws Exception {
        try (XenFiles files = new XenFiles(compiler)) {
            Path file = Files.copy(TEMPLATES.resolve(release + ".c"), directory.resolve("my-patch.c"));
            Design played = files.open(file).design();
            Design base = XEN.design(release);
            Set<String> seen = new TreeSet<>();
            for (Claim claim : XEN.claims()) {
                if (seen.add(claim.law() + " " + claim.scope())) {
                    assertThat(XenSearch.of(played, claim.law(), claim.scope()))
                            .as("%s at %s", claim.law(), claim.scope())
                            .isEqualTo(XenSearch.of(base, claim.law(), claim.scope()));
                }
            }
        }
    }
}
