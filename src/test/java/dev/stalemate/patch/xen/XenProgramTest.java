package dev.stalemate.patch.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.Scope;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.patch.open.Patches.Ways;
import dev.stalemate.search.Limits;
import dev.stalemate.systems.Systems;
import dev.stalemate.systems.xen.XenSystem;
import dev.stalemate.systems.xen.model.XenLaws;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that play designs of Xen: one that does what a release does, some that do a little of it, and some that answer nonsense. */
class XenProgramTest {
    private static final XenSystem XEN = new XenSystem();
    private static final Path PATCH = Path.of("docs/adapters/xen_design.py");

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    static void findPython() {
        boolean there = false;
        for (String place : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            there |= Files.isExecutable(Path.of(place, "python3"));
        }
        assumeTrue(there, "there is no python3: programs that play designs of Xen are not tested");
    }

    /** The program of the docs is the thread's patch: at the scope of every claim it is, state for state, the release that has it. */
    @Test
    void theProgramOfTheDocsIsTheThreadsPatch() throws Exception {
        try (Patches patches = new Patches(Systems.catalogue(), () -> false)) {
            Design played = open(patches, "python3 " + PATCH, "always-calls");
            DesignSearch.assertSame(XEN, played, XEN.design("xen-4.17.7"), Limits.MOST_STATES, true);
        }
    }

    /** A program that answers one call as a design does, and all else as a base does, which has the other verdict. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            memory-type-changed | ok                     | xen-4.17.7       | iommu=any,wrmsr=2ff:800/806,iomem=1    | violated
            memory-type-changed | mark; flush            | xen-4.21         | iommu=yes,wrmsr=2ff:800/806,pins=on    | holds
            mtrr-written        | ok                     | xen-4.17.7       | iommu=yes,wrmsr=2ff:800/806            | violated
            mtrr-written        | mark                   | never-recomputed | iommu=yes,wrmsr=2ff:800/806            | holds
            pin,unpin           | ok                     | xen-4.17.7       | iommu=yes,pins=on                      | violated
            pin,unpin           | mark; flush            | pins-mark-nothing | iommu=yes,pins=on,pin-types=UC/WT     | holds
            may-pin             | return 0               | pins-mark-nothing | iommu=yes,pins=on                     | holds
            memory-mapping      | permit                 | xen-4.17.7       | iomem=1,maps=mmio,wrmsr=2ff:800/806    | violated
            memory-mapping      | permit; memory-type-changed | mapping-permits | iomem=1,maps=mmio,wrmsr=2ff:800/806    | holds
            types-count         | return 1               | xen-4.17.7       | iommu=no,wrmsr=2ff:800/806             | violated
            emt                 | return 0x70            | pins-mark-nothing | iommu=yes,pins=on                     | holds
            mtrr-type           | return 0x30            | never-recomputed | iommu=yes,wrmsr=2ff:800/806            | holds
            cache-flush-permitted | return 0             | no-call-at-first-range | iommu=no,iomem=1,wrmsr=2ff:800/806     | holds
            devices-changed     | mark                   | devices-decide   | iommu=yes,devices=1,wrmsr=2ff:800/806  | holds
            """)
    void oneAnswerIsTheProgramsAndAllElseTheBases(String calls, String line, String base, String scope, String verdict)
            throws Exception {
        try (Patches patches = new Patches(Systems.catalogue(), () -> false)) {
            Design played = open(patches, constant(calls, line), base);
            assertThat(search(played, scope).verdict()).hasToString(verdict);
            assertThat(search(XEN.design(base), scope).verdict().toString()).isNotEqualTo(verdict);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            emt                 | return 0x18         | an EPT leaf has an EMT of 0, 1, 4, 5 or 6
            emt                 | return 0x100        | an EPT leaf has an EMT of 0, 1, 4, 5 or 6
            emt                 | return split        | a single frame can't be split
            emt                 | mark                | it does not consist of one return
            emt                 | return WB           | it returns no number
            memory-type-changed | memory-type-changed | 'memory-type-changed' is nothing that this call can do
            mtrr-written        | permit              | 'permit' is nothing that this call can do
            mtrr-written        | mark 7              | 'mark' is nothing that this call can do
            mtrr-written        | fault it ran into a wall | it ran into a wall
            types-count         | return 2            | it returns neither 0 nor 1
            """)
    void nonsenseIsNamed(String call, String line, String says) throws Exception {
        try (Patches patches = new Patches(Systems.catalogue(), () -> false)) {
            Design played = open(patches, constant(call, line), "xen-4.17.7");
            assertThatThrownBy(() -> search(played, "iommu=yes,wrmsr=2ff:800/806"))
                    .isInstanceOfAny(DesignFault.class, DesignException.class)
                    .hasMessageContaining(says);
        }
    }

    /** What the program says of itself is checked as it is opened. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            emt                   | never-split | has to answer mtrr-type too
            emt keeps=vm.dirty:2  | xen-4.17.7  | keeps nothing of its own
            leaf                  | xen-4.17.7  | 'leaf' is no call of this system
            """)
    void whatIsNoDesignIsRefused(String calls, String base, String says) throws Exception {
        try (Patches patches = new Patches(Systems.catalogue(), () -> false)) {
            assertThatThrownBy(() -> open(patches, constant(calls, "return 0x70"), base))
                    .isInstanceOf(PatchException.class)
                    .hasMessageContaining(says);
        }
    }

    private static Design open(Patches patches, String command, String base) throws PatchException {
        return patches.open(command, new Ways("xen-ept", base, "cc", false)).design();
    }

    /** The command of a program that gives the same answer to every question. */
    private String constant(String calls, String line) throws Exception {
        Path script = directory.resolve("my-patch.py");
        Files.writeString(
                script,
                "import sys\nfor q in sys.stdin:\n    print('ok calls=" + calls + "' if q.startswith('design') else '"
                        + line + "', flush=True)\n");
        return "python3 " + script;
    }

    private static DesignSearch search(Design design, String scope) {
        return DesignSearch.of(
                XEN, design, XenLaws.STALE, Scope.of("test", XEN.settings()).with(scope));
    }
}
