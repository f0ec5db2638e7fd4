package dev.stalemate.systems.iommuentries;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ObjectArrays;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IOMMUs' entries: each property fails for a design that is wrong and holds for one that is not, and the runs that the fixes tell of. */
class IommuEntriesTest extends DesignPairs {
    private static final IommuEntriesSystem SYSTEM = new IommuEntriesSystem();
    private static final String ANY_FETCH = ",fetch=word,fetch-order=any";

    private static final List<Pair> PAIRS = List.of(
            new Pair("no-spurious-fault", "change=tear-down,zero-id=refused,fetch=word", "zeroed", "present-first"),
            new Pair("no-spurious-fault", "change=set-up,zero-id=refused", "dte-words", "dte-pairs"),
            new Pair("entry-as-written", "change=tear-down", "zeroed-any-order", "xen-unmap"),
            new Pair("entry-as-written", "change=tear-down", "zeroed,entry-flush=off", "zeroed"),
            new Pair("entry-as-written", "change=set-up" + ANY_FETCH, "zeroed", "entry-writer"),
            new Pair("entry-as-written", "change=tear-down,snoops=off", "unwritten", "present-first"),
            new Pair("entry-as-written", "change=set-up", "dte-words,flushes-set-up=off", "dte-words"),
            new Pair("no-stray-table", "change=tear-down,entry=first-stage", "zeroed", "present-first"),
            new Pair("no-stray-table", "entry=directory", "xen-at-once,frees-first=on", "xen-at-once"),
            new Pair("no-stray-table", "change=link,snoops=off", "stored-over", "entry-writer"),
            new Pair("no-foreign-page", "other=takes-id", "present-first,iotlb-flush=none", "present-first"),
            new Pair("no-foreign-page", "entry=gcr3,fetch=whole", "dte-words", "dte-pairs"),
            new Pair(
                    "no-foreign-page",
                    "other=in-old,frees=off,entry=context-descriptor",
                    "stored-over",
                    "entry-writer"),
            new Pair("always-translates", "entry=context-descriptor", "present-first", "xen-at-once"),
            new Pair("table-is-found", "change=link,snoops=off", "by-pasid", "zeroed"));

    IommuEntriesTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "frees=on",
                "change=tear-down",
                "change=set-up",
                "change=set-up,entry=gcr3",
                "frees=off",
                "zero-id=refused",
                "change=link,snoops=off"
            })
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            entry=root | no
            fetch=byte | no
            change=set-up,other=in-old | scope setting other: with change=set-up there is no domain A
            change=set-up,frees=off | scope setting frees: with change=set-up there is no domain A
            other=in-old | scope setting other: a device stays in domain A with other=in-old, so it is for frees=off
            other=takes-id,frees=off | scope setting frees: with other=takes-id domain A is gone
            change=link,other=takes-id | scope setting other: with change=link there is no entry that changes
            change=link,entry=gcr3 | scope setting entry: with change=link there is no entry that changes
            change=set-up,entry=directory | scope setting entry: an entry=directory is set up by one store, and nothing can be wrong
            entry=directory,zero-id=refused | scope setting zero-id: an entry=directory has no domain id apart from its present bit
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            zeroed | change=tear-down | zero flush-entry flush-iotlb leave fetch evict walk reuse-table-page
            present-first | change=tear-down,frees=off | zero clear-present flush-entry flush-iotlb leave fetch evict walk
            entry-writer | small \
                | store clear-present flush-entry flush-iotlb flush-absent set-present flush-set-up leave fetch evict walk reuse-table-page
            xen-at-once | other=takes-id | store flush-entry flush-iotlb leave reuse-id fetch evict walk other-walks reuse-table-page
            unwaited | change=tear-down,snoops=off,frees=off \
                | zero flush-entry flush-iotlb leave make-entry-flush make-iotlb-flush write-back fetch evict walk
            zeroed | link | allocate-table link-table flush-table flush-directory write-back fetch-directory fetch-table
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
            H55 | zero 1, fetch 0 | DMA of device 0 is refused: the entry is malformed
            H55c | zero 1, fetch 0, zero 0, flush-entry 0, flush-iotlb 0, leave 0 | the IOMMU keeps A's table with id 0
            H56 | fetch 0, zero 0, zero 1, zero 2, fetch 1 | the IOMMU would walk address 0 for device 0
            H57 | store 0, store 1, fetch 0, fetch 1, store 2, flush-entry 0, flush-iotlb 0, leave 0, walk \
                | device 0 reaches A's page under B's id, and is in domain B
            H57b | store 0, fetch 0, walk | device 1 reaches B's page under A's id, and is in domain A
            H58 | zero 1, fetch 0, zero 0, walk, flush-entry 0, flush-iotlb 0, leave 0, store 0, fetch 0 \
                | device 0 reaches A's page under id 0, and is in domain B
            H59 | allocate-table 0, link-table 0, write-back 0 directory, fetch-directory, fetch-table \
                | the IOMMU takes what the table's page had before for an entry of device 0
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps, String line) {
        assertThat(checks.steps(id)).isEqualTo(steps);
        assertThat(checks.details(id)).containsExactly(line);
    }

    /** Of a device that is set up, a wrong id costs the flushes of its domain; a root of another domain costs more. */
    @Test
    void whatAWrongEntryBreaksDependsOnItsRoot() {
        Model setUp = checks.model("zeroed-any-order", "change=set-up");
        long[] s = SystemChecks.after(setUp, "store 0", "fetch 0", "store 1");
        Law written = setUp.law("entry-as-written");
        assertThat(written.violatedBy(s)).isTrue();
        assertThat(written.explanation().of(s).breaks()).isEqualTo(Breaks.COHERENCE);
        Model tornDown = checks.model("zeroed-any-order", "change=tear-down");
        s = SystemChecks.after(tornDown, "zero 1", "fetch 0", "zero 0", "flush-entry 0", "flush-iotlb 0", "leave 0");
        written = tornDown.law("entry-as-written");
        assertThat(written.violatedBy(s)).isTrue();
        assertThat(written.explanation().of(s).breaks()).isEqualTo(Breaks.ISOLATION);
    }

    /** What CPUs have is what was written, whether or not RAM has it yet. */
    @Test
    void anEntryThatOnlyRamHasIsNotWhatWasWritten() {
        Model model = checks.model("unwritten", "change=tear-down,snoops=off,frees=off");
        String[] steps = {"clear-present 0", "flush-entry 0", "flush-iotlb 0", "zero 0", "zero 1", "leave 0"};
        long[] s = SystemChecks.after(model, ObjectArrays.concat(steps, "fetch 0"));
        assertThat(model.layout().describe(s)).containsEntry("dirty", "1");
        assertThat(model.law("entry-as-written").violatedBy(s)).isTrue();
    }

    /** A table that was freed still has its contents until its page is used for something else. */
    @Test
    void aWalkOfAReusedTableEndsAnywhere() {
        Model model = checks.model("zeroed,entry-flush=off", "change=tear-down");
        String[] left = {"fetch 0", "zero 0", "zero 1", "flush-iotlb 0", "leave 0"};
        long[] s = SystemChecks.after(model, ObjectArrays.concat(left, "walk"));
        assertThat(model.layout().describe(s)).containsEntry("iotlb[A][0]", "A's page");
        s = SystemChecks.after(model, ObjectArrays.concat(ObjectArrays.concat(left, "reuse-table-page 0"), "walk"));
        assertThat(model.layout().describe(s)).containsEntry("iotlb[A][0]", "other memory");
    }

    /** What was read before a flush is not used after it, and nothing of the driver's is left in the state. */
    @Test
    void aFlushEndsAFetch() {
        Model model = checks.model("zeroed", "change=tear-down,fetch=word");
        long[] s = SystemChecks.after(model, "fetch 0", "zero 0", "zero 1", "flush-entry 0");
        assertThat(model.layout().describe(s))
                .containsEntry("kept.word0[0]", "0")
                .containsEntry("kept.to-read[0]", "nothing")
                .containsEntry("zeroes.to-store[0]", "nothing");
    }
}
