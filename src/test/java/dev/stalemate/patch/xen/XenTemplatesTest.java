package dev.stalemate.patch.xen;

import dev.stalemate.model.Design;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.search.Limits;
import dev.stalemate.systems.xen.XenSystem;
import java.nio.file.Files;
import java.nio.file.Path;
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
        try (CFiles files = new CFiles("xen-ept", compiler, false)) {
            Path file = Files.copy(TEMPLATES.resolve(release + ".c"), directory.resolve("my-patch.c"));
            Design played = files.open(file).design();
            Design base = XEN.design(release);
            DesignSearch.assertSame(XEN, played, base, Limits.MOST_STATES, true);
        }
    }
}
