package dev.stalemate.systems.secondarytlb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IOMMUs' TLBs: each property fails for a design that is wrong and holds for one that is not, and the runs that the fixes tell of. */
class SecondaryTlbTest extends DesignPairs {
    private static final SecondaryTlbSystem SYSTEM = new SecondaryTlbSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("device-fault-ends", "protects=clean", "not-upgrades", "every-flush"),
            new Pair("device-fault-ends", "protects=clean", "removals", "settles"),
            new Pair("device-fault-ends", "cpus=1,pages=2,unmaps=off,hardware-dirty=on", "looks-at-block", "one-cpu"),
            new Pair("device-fault-ends", "broadcast=on", "one-cpu-trusts", "one-cpu"),
            new Pair("cpu-fault-ends", "cpus=2", "one-cpu,settles=none", "one-cpu"),
            new Pair("no-retained-mapping", "migrates=on", "range-start", "empty-table"),
            new Pair("no-retained-mapping", "migrates=on", "range-end", "range-end,frees=after-end"),
            new Pair("no-retained-mapping", "changes=1", "every-flush,frees=with-change", "every-flush"),
            new Pair("no-retained-permission", "cpus=1,unmaps=off,protects=fork", "removals", "not-upgrades"),
            new Pair("same-page-when-ended", "migrates=on", "range-start", "range-end"));

    SecondaryTlbTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"devices=1", "unmaps=off", "protects=clean,unmaps=off", "protects=fork,unmaps=off,cpus=1"})
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            devices=0 | 0 is not within 1 to 3
            hosts=3 | 3 is not within 1 to 2
            protects=ksm | no
            walks-again=iommus | no
            ats=on | no scope setting 'ats'
            hardware-dirty=on,pages=2 | scope setting hardware-dirty: with cpus=0 no CPU makes an entry writable
            changes=0,migrates=on | scope setting migrates: with changes=0 the host moves no page
            changes=0,protects=fork | scope setting protects: with changes=0 no page is made read-only
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            not-upgrades | unmaps=off | dma-read dma-write dma-retry handle-fault flush
            not-upgrades | changes=0,walks-again=all | dma-read dma-write dma-retry handle-fault
            not-upgrades | protects=clean,unmaps=off \
                | dma-read dma-write dma-retry protect handle-fault change end flush
            settles | walks-again=cpus,unmaps=off | dma-read dma-write dma-retry handle-fault
            every-flush | small \
                | dma-read dma-write dma-retry unmap handle-fault change end flush free give-to-another-process other-process-writes
            every-flush,frees=with-change | small \
                | dma-read dma-write dma-retry unmap handle-fault change end flush give-to-another-process other-process-writes
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
            H43 | dma-write 0 0, handle-fault 0 0, flush 0, dma-retry 0, handle-fault 0 0 \
                | device 0 faults as it writes page 0: its TLB has pfn 0, read-only, the page table has pfn 0, writable
            H43l | write 0 0, handle-cpu-fault 0 0, dma-read 0 0, flush 0, protect 0 0, change 0, flush 0, end 0 \
                | device 0's TLB has pfn 0, writable for page 0, the page table has pfn 0, read-only; owner of pfn 0: process, and another process
            H43n | dma-read 0 0, unmap 0 0, change 0, flush 0, free 0, give-to-another-process 0, other-process-writes 0 \
                | device 0's TLB has pfn 0, read-only for page 0, the page table has none; owner of pfn 0: other process, written
            H43q | dma-write 0 0, write 0 0, handle-fault 0 0, dma-retry 0 \
                | device 0 faults as it writes page 0: its TLB has pfn 0, read-only, the page table has pfn 0, writable
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps, String line) {
        assertThat(checks.steps(id)).isEqualTo(steps);
        assertThat(checks.details(id)).containsExactly(line);
    }

    /** After a copy on write the frame from before is the child's alone: the host does not free it. */
    @Test
    void aCopyLeavesTheFrameToTheOtherProcess() {
        DesignSearch found = DesignSearch.of(
                SYSTEM,
                SYSTEM.design("range-start"),
                "no-retained-mapping",
                SYSTEM.scope("cpus=1,unmaps=off,protects=fork"));
        assertThat(found.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(found.steps()).contains("free", "other-process-writes").doesNotContain("give-to-another-process");
    }

    @Test
    void whatAWalkFindsRemovedIsForgotten() {
        Model model = checks.model("every-flush", "walks-again=all");
        long[] s = SystemChecks.after(model, "dma-read 0 0", "unmap 0 0", "change 0", "dma-write 0 0");
        assertThat(model.layout().describe(s)).containsEntry("iotlb[0][0]", "none");
    }

    /** Two faults copy one page: the second one finds that the first one has. */
    @Test
    void aPageIsCopiedOnce() {
        Model model = checks.model("not-upgrades", "cpus=1,hosts=2,unmaps=off,protects=fork");
        long[] s = SystemChecks.after(
                model,
                "protect 0 0",
                "change 0",
                "flush 0",
                "end 0",
                "write 0 0",
                "dma-write 0 0",
                "handle-cpu-fault 0 0",
                "handle-fault 1 0",
                "change 0",
                "flush 0",
                "set 0",
                "end 0",
                "free 0",
                "change 1");
        assertThat(model.layout().describe(s))
                .containsEntry("pte[0]", "pfn 1, writable")
                .containsEntry("host.at[1]", "end");
    }

    /** A frame that is still the process's is not another one's: what a device reads there is only old. */
    @Test
    void anOldFrameBreaksIsolationOnlyOnceItIsFreed() {
        Model model =
                checks.model("range-start,at-start=nothing", "migrates=on,protects=clean,changes=2,walks-again=all");
        Law current = model.law("same-page-when-ended");
        String[] steps = {
            "dma-write 0 0",
            "handle-fault 0 0",
            "dma-retry 0",
            "migrate 0 0",
            "change 0",
            "flush 0",
            "set 0",
            "end 0",
            "free 0"
        };
        long[] ended = SystemChecks.after(model, Arrays.copyOf(steps, steps.length - 1));
        assertThat(current.explanation().of(ended).breaks()).isEqualTo(Breaks.COHERENCE);
        long[] freed = SystemChecks.after(model, steps);
        assertThat(current.explanation().of(freed).breaks()).isEqualTo(Breaks.ISOLATION);
        assertThat(current.violatedBy(freed)).isTrue();
    }

    /** An entry of another frame is no permission for the page that is there now. */
    @Test
    void aWritableEntryOfAnOldFrameIsNoPermission() {
        Model model =
                checks.model("range-start,at-start=nothing", "migrates=on,protects=clean,changes=2,walks-again=all");
        long[] s = SystemChecks.after(
                model,
                "dma-write 0 0",
                "handle-fault 0 0",
                "dma-retry 0",
                "migrate 0 0",
                "change 0",
                "flush 0",
                "set 0",
                "end 0",
                "free 0",
                "protect 0 0",
                "change 0",
                "flush 0",
                "end 0");
        assertThat(model.law("same-page-when-ended").violatedBy(s)).isTrue();
        assertThat(model.law("no-retained-permission").violatedBy(s)).isFalse();
    }
}
