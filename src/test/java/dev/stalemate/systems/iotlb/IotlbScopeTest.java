package dev.stalemate.systems.iotlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scopes: what they leave of the machine, and what is said of impossible ones; and the runs that the fixes tell of. */
class IotlbScopeTest {
    private static final IotlbSystem SYSTEM = new IotlbSystem();
    private static final SystemChecks CHECKS = new SystemChecks(SYSTEM);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            moves=3          | scope setting moves: there are only 2 dfns
            commands=1       | scope setting commands: a flush takes two
            commands=9       | 9 is not within 0 to 8
            iommus=3         | 3 is not within 1 to 2
            caching-mode=yes | 'yes' is neither on nor off
            batch=2          | no scope setting 'batch'
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        assertThatThrownBy(() -> SYSTEM.model(IotlbDesign.XEN_4_16, SYSTEM.scope(scope)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            xen-4.16          | removes=off,maps=on,caching-mode=on     | map flush unlock
            xen-4.16          | removes=off,maps=on                     | map unlock
            xen-4.16          | removes=on                              | remove unmap free flush unlock
            xen-4.16          | removes=off,moves=1                     | move take put unmap free flush unlock
            xen-4.16          | removes=off,moves=2                     | move lock take put unmap free flush unlock
            each-page         | removes=off,moves=1                     | move take unmap free flush unlock
            displaced-flushed | removes=off,moves=1,errors=on           | move take unmap free flush flush-fails unlock
            unmap-says-absent | removes=on                              | remove unmap free unlock
            xen-4.16          | commands=2                              | remove unmap free submit completed unlock process
            amd-gives-up      | commands=2                              | remove unmap free submit completed give-up unlock process
            """)
    void aScopeAndADesignLeaveOutWhatTheyDoWithout(String design, String scope, String actions) {
        assertThat(CHECKS.actions(design, scope))
                .isEqualTo(
                        (actions.contains("process") ? actions.replace(" process", " dma process") : actions + " dma")
                                + " give-to-another-guest other-guest-writes");
    }

    @Test
    void aScopeGrowsByADfnAndACpu() {
        Scope scope = SYSTEM.scope("small,cpus=4");
        assertThat(SYSTEM.larger(scope)).extracting(g -> g.of(scope).toString()).containsExactly("cpus=4,frames=3");
        assertThat(SYSTEM.larger(SYSTEM.scope("small"))).hasSize(2);
    }

    @Test
    void aScopeIsWidenedByDfnsAndKeepsWhatItHasMore() {
        assertThat(SYSTEM.widen(SYSTEM.scope("moves")).get(IotlbSettings.FRAMES))
                .isEqualTo(8);
        assertThat(SYSTEM.widen(SYSTEM.scope("moves,frames=9")).get(IotlbSettings.FRAMES))
                .isEqualTo(9);
    }

    /** The shortest run of each is the one that its fix tells of, without a step too many. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H19  | remove 0 0x0, dma 0 0x0, unmap 0, free 0, give-to-another-guest 0, other-guest-writes 0
            H19c | remove 0 0x0, unmap 0, flush 0, free 0, unlock 0, dma 0 0x0, map 0 0x0 0, unlock 0
            H20  | move 0 0x0 0x1, dma 0 0x1, unmap 0, free 0, give-to-another-guest 1, other-guest-writes 1
            H21  | move 0 0x0 0x1, unmap 0, flush 0, free 0, dma 0 0x0, take 0, unlock 0, remove 1 0x1, unmap 1, flush 1, \
            free 1, give-to-another-guest 0, other-guest-writes 0
            H27  | remove 0 0x0, dma 0 0x0, unmap 0, submit 0, give-up 0, free 0, give-to-another-guest 0, other-guest-writes 0
            H27c | remove 0 0x0, unmap 0, submit 0, give-up 0, unlock 0, remove 0 0x1, dma 0 0x1, unmap 0, submit 0, process 0, \
            process 0, completed 0, free 0, give-to-another-guest 1, other-guest-writes 1
            H27e | remove 0 0x0, dma 0 0x0, unmap 0, flush-fails 0, flush 0, free 0, give-to-another-guest 0, other-guest-writes 0
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps) {
        assertThat(CHECKS.steps(id)).isEqualTo(steps);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H19  | IOMMU 0's TLB has mfn 0 for dfn 0x0; its owner is: other guest, written
            H19c | the p2m has mfn 0 for dfn 0x0; IOMMU 0's TLB has that it is absent
            H21d | CPU 0 has moved 2 pages that it holds, and its array has room for 1
            """)
    void anExplanationNamesTheTlbAndTheFrame(String id, String line) {
        assertThat(CHECKS.details(id)).containsExactly(line);
    }

    @Test
    void anEndlessWaitSaysWhatIsLeftInTheQueue() {
        Model model = CHECKS.claim("H27h").model();
        List<Step> steps = List.of(
                model.step("remove", List.of("0", "0x0")),
                model.step("unmap", List.of("0")),
                model.step("submit", List.of("0")),
                model.step("process", List.of("0")));
        assertThat(SystemChecks.details(Trace.replay(model, steps), "flush-ends"))
                .containsExactly("CPU 0 waits for IOMMU 0, which has completion for cpu 0 to do");
    }
}
