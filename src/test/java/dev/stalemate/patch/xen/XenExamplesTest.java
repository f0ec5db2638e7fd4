package dev.stalemate.patch.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Design;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.patch.Patch;
import dev.stalemate.search.Limits;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.xen.XenSystem;
import dev.stalemate.systems.xen.model.XenLaws;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of docs/examples in C: what the thread proposes and fears, each beside the design in Java that says the same. */
class XenExamplesTest {
    private static final XenSystem XEN = new XenSystem();
    private static final Path EXAMPLES = Path.of("docs/examples");
    private static final int MOST_LINES = 60;

    /** Every property at the scope of every claim: the same run, states, transitions and figures. */
    @ParameterizedTest
    @CsvSource({
        "limit-memory-type-changed, xen-4.17.7",
        "full-cacheability-flag,    creation-flag",
        "first-range-forgotten,     no-call-at-first-range",
        "mapping-permits-silently,  mapping-permits",
        "revocation-marks,          revocation-reaches"
    })
    void anExampleDoesWhatTheSameDesignInJavaDoes(String name, String java) throws Exception {
        try (CFiles files = new CFiles("xen-ept")) {
            Design played = files.open(EXAMPLES.resolve(name + ".c")).design();
            Design same = XEN.design(java);
            DesignSearch.assertSame(XEN, played, same, Limits.MOST_STATES, true);
        }
    }

    /** At the scope that the file's head names. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            limit-memory-type-changed | HOLDS    | ''
            full-cacheability-flag    | HOLDS    | ''
            first-range-forgotten     | VIOLATED | create iommu=no, permit-iomem range=0
            mapping-permits-silently  | VIOLATED | create iommu=no, map page=mmio
            revocation-marks          | HOLDS    | ''
            """)
    void noLeafIsStale(String name, Verdict verdict, String steps) throws Exception {
        Path file = EXAMPLES.resolve(name + ".c");
        assertThat(Files.readAllLines(file)).hasSizeLessThan(MOST_LINES);
        try (CFiles files = new CFiles("xen-ept")) {
            Patch patch = files.open(file);
            Model model =
                    XEN.model(patch.design(), Scope.of("test", XEN.settings()).with(patch.scope()));
            assertThat(SystemChecks.search(model, XenLaws.STALE)
                            .outcomes()
                            .get(0)
                            .verdict())
                    .isEqualTo(verdict);
            assertThat(SystemChecks.shortest(model, XenLaws.STALE).steps()).hasToString("[" + steps + "]");
        }
    }
}
