package dev.stalemate.systems.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.SearchResult;
import dev.stalemate.systems.SystemChecks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The runs that the fixes tell of, what is said of their ends, and how scopes grow. */
class GrantScopeTest {
    private static final GrantSystem SYSTEM = new GrantSystem();
    private static final SystemChecks CHECKS = new SystemChecks(SYSTEM);

    /** With a reference the mapping must be complete, reference and all, between the version change's two looks. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H28  | map 0 0 0x0, set-version-1 1, remove 1, enter 0, give-up 1, free 1, give-to-another-guest 0, other-guest-writes 0
            H28b | map 0 0 0x0, set-version-1 1, remove 1, enter 0, put 0, give-up 1, free 1, give-to-another-guest 0, other-guest-writes 0
            H28c | map 0 0 0x0, set-version-1 1, remove 1, give-up 1
            H28f | map 0 0 0x0, map 1 0 0x1, look-up 0, look-up 1, enter 0, enter 1
            H66  | copy 0, set-version-1 1, remove 1, give-up 1, free 1, give-to-another-guest 0, copy-fails 0
            H66c | map-grant 0, set-version-1 1, remove 1, give-up 1, free 1, give-to-another-guest 0, set-version-2 1 1, map-grant-fails 0
            H67  | set-version-1 0, remove 0, give-up 0, free 0, transfer 0, set-version-2 1 0, transfer-ends 0
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps) {
        assertThat(CHECKS.steps(id)).isEqualTo(steps);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H28b | gfn 0x0 maps mfn 0; its owner is: other guest, written
            H28c | a frame was given up while another CPU held it, on its way to the p2m
            H28f | gfn 0x0 maps mfn 0; the M2P has it at gfn 0x1
            H66  | status bits were cleared in mfn 0; its owner is: other guest
            H67  | a reference that was checked in version 1 was used in version 2, which has half as many
            """)
    void anExplanationNamesTheFrameAndWhereItIs(String id, String line) {
        assertThat(CHECKS.details(id)).containsExactly(line);
    }

    @ParameterizedTest
    @CsvSource({
        "lock-held, copies=on, false",
        "'copies-counted,copies-counted=off', copies=on, false",
        "'copies-counted,map-status=kept', mappings=on, false",
        "'copies-counted,transfer-checks=off', 'transfers=on,back=on', false",
        "copies-counted, 'copies=on,mappings=on', true",
        "copies-counted, 'transfers=on,back=on', true"
    })
    void eachPartOfTheFixIsNecessary(String design, String scope, boolean holds) {
        String law = scope.contains("transfers") ? GrantLaws.BOUNDS : GrantLaws.OTHERS_FRAME;
        SearchResult found = SystemChecks.search(CHECKS.model(design, scope), law);
        assertThat(found.outcomes().get(0).verdict()).isEqualTo(holds ? Verdict.HOLDS : Verdict.VIOLATED);
    }

    /** A copy that ends after the version has changed clears status bits as one that fails does. */
    @Test
    void aCopyThatHasToBeMadeAgainClearsItsStatusBits() {
        Model model = CHECKS.model("lock-held", "gfns=1,copies=on");
        long[] s = SystemChecks.after(
                model,
                "copy 0",
                "set-version-1 1",
                "remove 1",
                "give-up 1",
                "free 1",
                "give-to-another-guest 0",
                "copy-ends 0");
        assertThat(model.law(GrantLaws.OTHERS_FRAME).violatedBy(s)).isTrue();
    }

    /** Operations take the grant lock again to go on. */
    @ParameterizedTest
    @CsvSource({"copies, copy, copy-fails", "mappings, map-grant, map-grant-ends", "transfers, transfer, transfer-ends"
    })
    void anOperationWaitsForTheGrantLock(String setting, String begins, String ends) {
        Model model = CHECKS.model("lock-held", "gfns=1," + setting + "=on");
        long[] s = SystemChecks.after(model, begins + " 0", "set-version-1 1");
        Action action = model.actions().stream()
                .filter(each -> each.name().equals(ends))
                .findFirst()
                .orElseThrow();
        assertThat(action.guard().test(s, new long[] {0})).isFalse();
        SystemChecks.after(model, s, "remove 1", "give-up 1", "free 1");
        assertThat(action.guard().test(s, new long[] {0})).isTrue();
    }

    @Test
    void aChangeBackIsOfOneStatusFrame() {
        assertThatThrownBy(() -> CHECKS.model("lock-held", "back=on,frames=2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scope setting back: the version changes back with frames=1 alone");
    }

    @Test
    void aScopeGrowsByAGfnAFrameAndACpuAndIsWidenedByGfns() {
        assertThat(SYSTEM.larger(SYSTEM.scope("cpus=4")))
                .extracting(g -> g.setting().name())
                .containsExactly("gfns", "frames");
        assertThat(SYSTEM.widen(SYSTEM.scope("small")).get(GrantSystem.GFNS)).isEqualTo(8);
        assertThat(SYSTEM.widen(SYSTEM.scope("gfns=9")).get(GrantSystem.GFNS)).isEqualTo(9);
    }
}
