package dev.stalemate.systems.linuxamd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Linux's AMD page tables: each property fails for a design that is wrong and holds for one that is not, and the runs that the fixes tell of. */
class LinuxAmdTest extends DesignPairs {
    private static final LinuxAmdSystem SYSTEM = new LinuxAmdSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("no-retained-mapping", "high=1", "two-words-told", "sequence-count"),
            new Pair("no-retained-mapping", "high=1", "sequence-count,checks=off", "sequence-count"),
            new Pair("no-retained-mapping", "high=1", "sequence-count,raises=off", "sequence-count"),
            new Pair("no-retained-mapping", "high=1", "sequence-count,flushes=off", "sequence-count"),
            new Pair("no-retained-mapping", "high=1", "one-word,stores=root-first", "one-word"),
            new Pair("no-retained-mapping", "high=1", "one-word,reads=mode-first,stores=root-first", "generic"),
            new Pair("no-retained-mapping", "high=1", "root-read-first", "sequence-count,reads=root-first"),
            new Pair("no-retained-mapping", "high=1", "mode-stored-first", "sequence-count,stores=mode-first"),
            new Pair("no-retained-mapping", "caller=retries", "two-words", "two-words-told"),
            new Pair("unmapped-is-gone", "remaps=on,unmaps=off", "two-words-told", "sequence-count"),
            new Pair("mapped-translates", "high=2,unmaps=off", "sequence-count", "sequence-count,device-table=before"),
            new Pair("mapped-translates", "high=2,unmaps=off", "one-word,device-table=after", "one-word"),
            new Pair("mapped-translates", "high=1,unmaps=off", "sequence-count,flushes-entry=off", "sequence-count"),
            new Pair("finds-what-is-mapped", "look-ups=on,unmaps=off", "two-words-told", "sequence-count"),
            new Pair("root-with-own-levels", "high=2,unmaps=off", "unlocked", "locked"),
            new Pair("levels-as-needed", "high=2,unmaps=off", "locked", "rechecked"),
            new Pair("call-ends", "high=2,caller=retries", "unlocked,reports=on", "generic"));

    LinuxAmdTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"high=1", "high=2,unmaps=off", "remaps=on,unmaps=off", "look-ups=on"})
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            cpus=0 | 0 is not within 1 to 3
            levels=6 | 6 is not within 2 to 4
            caller=panics | no
            dtes=2 | no scope setting 'dtes'
            high=0,unmaps=off | scope setting high: with remaps=off, unmaps=off and look-ups=off nothing happens
            unmaps=off,caller=keeps | scope setting caller: with unmaps=off there is no such caller
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            two-words-told | high=0 | unmap read walk flush free dma give-to-another-user other-user-writes
            two-words-told | unmaps=off | map read walk grow store write-entry flush-entry dma fetch-entry
            sequence-count | unmaps=off,look-ups=on \
                | map look-up read walk grow store raise raise-again write-entry flush-entry dma fetch-entry
            generic,flushes=off | small \
                | map unmap read walk grow store write-entry flush-entry free dma fetch-entry give-to-another-user other-user-writes
            """)
    void aScopeLeavesOutWhatItDoesWithout(String design, String scope, String actions) {
        assertThat(checks.actions(design, scope)).isEqualTo(actions);
    }

    /** The shortest run of each, and what is said of its end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H51 | map 0 0x8000000, unmap 1 0x40000, read 0, read 0, read 1, walk 0, grow 0, store 0, read 1, walk 1, free 1, dma 0x40000, \
            give-to-another-user 0, other-user-writes 0 \
            | the device's DMA to page 0x40000 reaches pfn 0; its owner: other user, written
            H51j | map 0 0x40000, map 1 0x8000000, read 0, read 1, read 1, walk 1, grow 1, store 1, read 0, walk 0, store 1, write-entry 1, \
            flush-entry 1, read 1, read 1, walk 1 | the device's DMA to page 0x8000000 reaches pfn 0; its owner: user
            H52 | map 0 0x8000000, map 1 0x8040000, read 0, read 0, read 1, read 1, walk 0, walk 1, grow 0, grow 1, store 0, store 0, \
            store 1, store 1 | the root is table 4, of 4 levels, and the mode is 5
            H53c | map 0 0x8000000, map 1 0x8040000, read 0, read 0, walk 0, grow 0, raise 0, store 0, store 0, raise-again 0, read 1, \
            read 1, walk 1 | the device's DMA to page 0x8040000 reaches nothing
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps, String line) {
        assertThat(checks.steps(id)).isEqualTo(steps);
        assertThat(checks.details(id)).containsExactly(line);
    }

    /** H52 goes on: once the mode is wrong, an unmap finds nothing, and the device reaches what was freed. */
    @Test
    void afterTwoGrowthsNothingIsFoundAnyMore() {
        Model model = checks.model("unlocked", "high=2,cpus=3");
        long[] s = SystemChecks.after(
                model,
                "map 0 1",
                "map 1 2",
                "read 0",
                "read 0",
                "read 1",
                "read 1",
                "walk 0",
                "walk 1",
                "grow 0",
                "grow 1",
                "store 0",
                "store 0",
                "store 1",
                "store 1",
                "unmap 2 0",
                "read 2",
                "read 2",
                "walk 2",
                "free 2",
                "dma 0");
        assertThat(model.layout().describe(s))
                .containsEntry("domain.mode", "5")
                .containsEntry("owner[0]", "free")
                .containsEntry("iotlb[0][0x40000]", "pfn 0");
    }

    /** What a caller keeps is still its own, so that a page which stays mapped is only old. */
    @Test
    void aPageThatIsLeftBreaksIsolationOnlyOnceItIsFreed() {
        Model model = checks.model("two-words-told", "caller=keeps");
        Law gone = model.law("unmapped-is-gone");
        String[] steps = {
            "map 0 1",
            "unmap 1 0",
            "read 0",
            "read 0",
            "read 1",
            "walk 0",
            "grow 0",
            "store 0",
            "read 1",
            "walk 1",
            "free 1"
        };
        long[] kept = SystemChecks.after(model, Arrays.copyOf(steps, steps.length - 1));
        assertThat(gone.violatedBy(kept)).isTrue();
        assertThat(gone.explanation().of(kept).breaks()).isEqualTo(Breaks.COHERENCE);
        long[] freed = SystemChecks.after(checks.model("two-words-told", "caller=frees"), steps);
        assertThat(gone.explanation().of(freed).breaks()).isEqualTo(Breaks.ISOLATION);
    }

    @Test
    void aLevelThatIsMissingNoMoreIsNotAdded() {
        Model model = checks.model("rechecked", "high=2,unmaps=off");
        long[] s = SystemChecks.after(
                model, "map 0 1", "map 1 2", "read 0", "read 0", "read 1", "read 1", "walk 0", "walk 1", "grow 0",
                "store 0", "store 0", "grow 1");
        assertThat(model.layout().describe(s)).containsEntry("domain.mode", "4").containsEntry("cpu.at[1]", "read");
    }
}
