package dev.stalemate.systems.logdirty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Xen's log-dirty mode: each property fails for a design that is wrong and holds for one that is not, and the runs that the fixes tell of. */
class LogDirtyTest extends DesignPairs {
    private static final LogDirtySystem SYSTEM = new LogDirtySystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("no-missed-page", "adds=on", "additions-unmarked", "marks-additions"),
            new Pair("no-missed-page", "starts=empty,adds=on", "additions-unmarked", "marks-additions"),
            new Pair("no-missed-page", "starts=on-demand", "demand-unmarked", "mapping-marked-once"),
            new Pair("no-missed-page", "mapping=on", "marked-at-unmap", "additions-unmarked"),
            new Pair("no-missed-page", "device-model=on", "marks-additions,tells-last=off", "marks-additions"),
            new Pair("no-missed-page", "device-model=on", "marks-additions,clears-as-read=off", "marks-additions"),
            new Pair("no-missed-page", "vcpus=1", "marks-additions,flushes=off", "marks-additions"),
            new Pair("no-missed-page", "vcpus=1", "marks-additions,fault=unmarked", "marks-additions"),
            new Pair("no-missed-page", "vcpus=1", "marks-additions,protects=at-start", "marks-additions"),
            new Pair("no-missed-page", "vcpus=1", "marks-additions,protects=in-rounds", "marks-additions"),
            new Pair("no-missed-page", "vcpus=1", "reads-last,pauses=off", "reads-last"),
            new Pair("no-missed-page", "vcpus=1", "with-pml,empties-log=off", "with-pml"),
            new Pair("no-missed-page", "vcpus=1", "with-pml,flushes=off", "with-pml"),
            new Pair("no-idle-mark", "removes=on", "marks-additions,removal-cleans=off", "marks-additions"));

    LogDirtyTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gfns=1", "adds=on", "grants=on"})
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            vcpus=5 | 5 is not within 1 to 4
            gfns=0 | 0 is not within 1 to 16
            starts=full | 'full' is not one of mapped, empty, on-demand
            fails=on | scope setting fails: with removes=off there is no removal that can fail
            starts=empty,grants=on | scope setting starts: with adds=off an empty p2m never has a page
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            small | begin enable protect read flush copy stop-guest end-migration write mark unprotect
            starts=on-demand | begin enable protect read flush copy stop-guest end-migration write mark unprotect populate
            """)
    void aScopeLeavesOutWhatItDoesWithout(String scope, String actions) {
        assertThat(checks.actions("marks-additions", scope)).isEqualTo(actions);
    }

    /** The shortest run of each. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H42  | begin 0, enable 0, flush 0, copy 0x0, add-page 0x0, stop-guest, read 0, end-migration
            H42f | begin 0, model-writes 0x0, find 0, remove-page 0x0, mark-found 0, remove 0
            H42k | begin 0, enable 0, flush 0, write 0 0x0, remove-page 0x0, remove 0, empty-log 0
            H46  | begin 0, enable 0, flush 0, populate 0x0, copy 0x0, write 0 0x0, stop-guest, read 0, end-migration
            H47b | begin 0, enable 0, flush 0, copy 0x0, map 0x0, write-mapped, stop-guest, read 0, end-migration
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps) {
        assertThat(checks.steps(id)).isEqualTo(steps);
    }

    @Test
    void anExplanationNamesTheGfn() {
        assertThat(checks.details("H42"))
                .containsExactly("gfn 0x0 has other contents at the source than at the destination");
        assertThat(checks.details("H42d")).containsExactly("gfn 0x0 is marked dirty, and maps nothing");
    }

    @Test
    void whatDecidesIsTold() {
        assertThat(checks.acts("H42"))
                .contains(
                        "(5) p2m_add_page(): adds a page at gfn 0x0; leaves dirty of gfn 0x0: additions are not marked");
        assertThat(checks.acts("H42g"))
                .contains("(10) p2m_remove_entry(): could not remove the page, and marks nothing");
        assertThat(checks.acts("H47"))
                .contains("(8) hvm_mapped_guest_frames_mark_dirty(): is not called: what Xen has mapped is not marked");
    }

    /** A TLB entry of a page that is gone would let the guest write to the page that comes next, whatever its type. */
    @Test
    void aPageThatGoesIsInNoTlbAndNotMapped() {
        Model model = checks.model("marks-additions", "removes=on,mapping=on");
        long[] s = model.initial();
        take(model, s, "write", 0, 0);
        take(model, s, "map", 0);
        assertThat(model.layout().describe(s))
                .containsEntry("tlb[0][0x0]", "writable")
                .containsEntry("mapped", "0x0");
        take(model, s, "remove-page", 0);
        take(model, s, "remove", 0);
        assertThat(model.layout().describe(s))
                .containsEntry("tlb[0][0x0]", "none")
                .containsEntry("mapped", "none");
    }

    private static void take(Model model, long[] state, String name, long... args) {
        Action action = model.actions().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(action.guard().test(state, args)).as(name).isTrue();
        action.effect().apply(state, args);
    }

    @Test
    void aScopeIsWidenedByGfns() {
        assertThat(SYSTEM.widen(SYSTEM.scope("small")).get(LogDirtySystem.GFNS)).isEqualTo(8);
        assertThat(SYSTEM.widen(SYSTEM.scope("gfns=9")).get(LogDirtySystem.GFNS))
                .isEqualTo(9);
    }

    /** What a CPU has logged may be write-protected meanwhile, because another page took its place: marked, it is writable again. */
    @Test
    void aMarkFromALogMakesAPageWritable() {
        Model model = checks.model("with-pml,added-protected=on", "removes=on,adds=on");
        String[] steps = {
            "begin 0",
            "enable 0",
            "flush 0",
            "write 0 0",
            "remove-page 0",
            "remove 0",
            "add-page 0",
            "mark-added 0",
            "empty-log 0"
        };
        long[] before = SystemChecks.after(model, Arrays.copyOf(steps, steps.length - 1));
        assertThat(model.layout().describe(before)).containsEntry("p2m[0x0]", "ram-logdirty");
        assertThat(model.layout().describe(SystemChecks.after(model, steps))).containsEntry("p2m[0x0]", "ram-rw");
    }
}
