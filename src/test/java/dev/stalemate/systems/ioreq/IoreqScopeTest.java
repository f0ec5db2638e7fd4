package dev.stalemate.systems.ioreq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes: what they leave, how they grow, what is alike in them; and the runs that the thread argues by. */
class IoreqScopeTest {
    private static final IoreqSystem SYSTEM = new IoreqSystem();
    private static final SystemChecks CHECKS = new SystemChecks(SYSTEM);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            vcpus=0        | 0 is not within 1 to 8
            servers=9      | 9 is not within 1 to 8
            frames=65      | 65 is not within 1 to 64
            extents=none   | 'none' is not a number
            foreign=maybe  | 'maybe' is neither on nor off
            lock=on        | no scope setting 'lock'
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        assertThatThrownBy(() -> SYSTEM.scope(scope))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aScopeLeavesOutWhatItTurnsOff() {
        assertThat(CHECKS.actions("vcpu-flag", "small,vcpus=1"))
                .isEqualTo("remove-page call-remove call-other set-flag read clear send wait map drop acknowledge");
        assertThat(CHECKS.actions("vcpu-clear-only", "small")).doesNotContain("read");
        assertThat(CHECKS.actions("no-wait", "small")).doesNotContain("wait");
        assertThat(CHECKS.actions("frozen", "foreign")).doesNotContain("foreign-call");
        assertThat(CHECKS.actions("frozen", "life")).contains("start destroy").contains("foreign-call");
        assertThat(CHECKS.actions("forwarded", "foreign"))
                .contains("quiesce")
                .contains("await")
                .contains("drop-forwarded acknowledge-forwarded")
                .doesNotContain("deschedule");
        assertThat(CHECKS.actions("xen-4.15", "foreign")).contains("deschedule");
    }

    @Test
    void aScopeGrowsByAServerAFrameAndAVcpu() {
        assertThat(SYSTEM.larger(SYSTEM.scope("small,servers=8")))
                .extracting(g -> g.of(SYSTEM.scope("small,servers=8")).toString())
                .containsExactly("servers=8,frames=3", "vcpus=3,servers=8");
        assertThat(SYSTEM.widen(SYSTEM.scope("small")).get(IoreqSettings.FRAMES))
                .isGreaterThan(32);
    }

    /** The shortest run of each is the one that the thread describes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            M1  | map server=0 gfn=0, foreign-call toolstack=0, take-page toolstack=0 gfn=0, foreign-mark toolstack=0, foreign-done toolstack=0
            M2b | map server=0 gfn=0, foreign-call toolstack=0, take-page toolstack=0 gfn=0
            M5b | call-remove vcpu=0, call-other vcpu=1, map server=0 gfn=0, remove-page vcpu=0 gfn=0, set-flag vcpu=0, \
            read vcpu=1, clear vcpu=1, read vcpu=0
            M7c | call-remove vcpu=0, shatter-fails vcpu=0, set-flag vcpu=0, read vcpu=0, clear vcpu=0
            """)
    void theShortestCounterexampleIsTheThreads(String id, String steps) {
        assertThat(CHECKS.shortest(id).steps()).hasToString("[" + steps + "]");
    }

    @Test
    void anExplanationNamesTheServerAndThePage() {
        assertThat(CHECKS.details("M1")).containsExactly("server 0 maps the page that gfn 0 has lost");
    }

    /** Three vCPUs, three frames and two servers, to the end; docs/explanation/systems/ioreq-mapcache.md has the rest of them. */
    @ParameterizedTest
    @ValueSource(strings = {"M5c", "M6b", "M9c"})
    void whatHoldsDoesSoForThreeVcpusThreeFramesAndTwoServers(String id) {
        Claim claim = CHECKS.claim(id);
        SearchResult result = reduced(claim, "vcpus=3,frames=3,servers=2");
        assertThat(result.outcomes().get(0).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(result.symmetry().stoodFor()).isGreaterThan(20 * result.states());
    }

    @Test
    void vcpusServersPagesAndFramesAreEachAlike() {
        Claim claim = CHECKS.claim("M1d");
        assertThat(reduced(claim, "servers=2,references=on,populate=on")
                        .symmetry()
                        .used())
                .containsExactly("vcpu", "server", "gfn", "mfn");
        assertThat(reduced(claim, "servers=2,references=on").symmetry().used())
                .as("gfn i has frame i or none")
                .containsExactly("vcpu", "server");
        assertThat(reduced(CHECKS.claim("M9"), "frames=1").symmetry().used())
                .as("one server is waited for, and not the other")
                .containsExactly();
    }

    private static SearchResult reduced(Claim claim, String settings) {
        SearchOptions options = SearchOptions.plain().withSymmetry(true).withSymmetryFrom(0);
        return new BreadthFirst(
                        () -> {
                            Model model = claim.system()
                                    .model(claim.design(), claim.scope().with(settings));
                            return new Subject(model, List.of(model.law(claim.law())));
                        },
                        options,
                        Monitor.SILENT)
                .run();
    }
}
