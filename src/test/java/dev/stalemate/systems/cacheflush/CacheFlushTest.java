package dev.stalemate.systems.cacheflush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Xen flushes: each property fails for a design that is wrong and holds for one that is not, and the runs that the fixes tell of. */
class CacheFlushTest extends DesignPairs {
    private static final CacheFlushSystem SYSTEM = new CacheFlushSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("current-after-flush", "cpus=2", "flushes-one-cpu", "flushes-every-cpu"),
            new Pair("current-after-flush", "flush-by=instruction", "instruction-one-cpu", "flushes-every-cpu"),
            new Pair("current-after-flush", "flush-by=instruction,fills=off", "kvm-ignores", "kvm-at-move"),
            new Pair("current-after-flush", "flush-by=instruction,fills=off", "kvm-noted", "kvm-stays-noted"),
            new Pair("current-after-flush", "flush-by=instruction", "kvm-stays-noted", "flushes-every-cpu"),
            new Pair("current-after-flush", "flush-by=instruction,fills=off", "kvm-forgets-late", "kvm-stays-noted"),
            new Pair("only-validated-entries", "page=page-table,alias=wc", "untracked", "skips-top"),
            new Pair("only-validated-entries", "page=page-table,alias=wc", "directmap-follows", "skips-top"),
            new Pair("only-validated-entries", "page=page-table,alias=wc,late-clflush=on", "unfenced", "skips-top"),
            new Pair("only-validated-entries", "page=page-table,alias=wc,frees=on", "only-tables", "skips-top"),
            new Pair("no-leftover", "page=arm-ram", "flushed-unscrubbed", "directmap-follows"),
            new Pair("no-leftover", "page=arm-ram,top=on", "skips-top", "flushes-one-cpu"),
            new Pair("no-leftover", "page=arm-ram", "flushes-one-cpu,to-ram=never", "flushes-one-cpu"),
            new Pair("host-reads-guests-writes", "page=arm-ram,takes=on", "kvm-arm-takes-unflushed", "kvm-arm"),
            new Pair("reads-own-writes", "page=arm-ram", "flushes-every-cpu", "kvm-arm"),
            new Pair("reads-own-writes", "page=arm-ram,fills=off", "only-cleans", "flushes-one-cpu"));

    CacheFlushTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            cpus=5 | 5 is not within 1 to 4
            page=mmio | 'mmio' is not one of dma-buffer, page-table, arm-ram
            alias=wc | scope setting alias: Xen cares about it with page=page-table alone
            page=page-table,self-snoop=on | scope setting self-snoop: with alias=none no access goes around the caches
            page=page-table,late-clflush=on | scope setting late-clflush: with alias=none Xen does not use CLFLUSH
            page=page-table,flush-by=instruction | scope setting flush-by: the guest flushes caches with page=dma-buffer alone
            page=arm-ram,frees=on | scope setting frees: it is for page=page-table; with page=arm-ram the page can always be freed
            takes=on | scope setting takes: it is about Arm, with page=arm-ram
            top=on | scope setting top: it is about Arm, with page=arm-ram
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            small | write evict fill move flush-caches device-writes
            cpus=1,fills=off | write evict flush-caches device-writes
            page=page-table | write evict fill promote validate demote
            page=page-table,alias=uc | write evict fill write-uc map-uc unmap-uc promote validate demote
            page=page-table,frees=on | write evict fill promote validate demote free allocate
            page=arm-ram | write evict fill free allocate other-writes turn-caches-on
            page=arm-ram,takes=on | write evict fill free allocate other-writes take-page
            """)
    void aScopeLeavesOutWhatItDoesWithout(String scope, String actions) {
        assertThat(checks.actions(scope.contains("takes") ? "kvm-arm" : "flushes-every-cpu", scope))
                .isEqualTo(actions);
    }

    /** Each hypervisor's designs have its own scopes and settings. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            kvm-noted | page=page-table | "scope setting page: designs of code=kvm are about page=dma-buffer alone"
            kvm-noted | page=arm-ram | "scope setting page: designs of code=kvm are about page=dma-buffer alone"
            kvm-arm | page=arm-ram,top=on | "scope setting top: it is about Xen's mapping, so it is for code=xen"
            skips-top | page=arm-ram,takes=on | "scope setting takes: Xen takes no page, so it is for code=kvm-arm"
            flushes-every-cpu,at-move=on | cpus=2 | "design setting at-move: a design with code=xen does not have it"
            kvm-noted,hypercall=none | flush-by=instruction | "design setting hypercall: a design with code=kvm does not have it"
            kvm-arm,at-move=on | page=arm-ram | "design setting at-move: a design with code=kvm-arm does not have it"
            """)
    void aDesignRefusesWhatIsAnotherHypervisors(String design, String scope, String message) {
        assertThatThrownBy(() -> checks.model(design, scope))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aRunOnArmNamesTheFunctionsOfItsOwnHypervisor() {
        assertThat(checks.acts("H75j"))
                .contains("(2) clear_user_highpage(): writes zeroes")
                .noneMatch(act -> act.contains("scrub_one_page") || act.contains("flush_page_to_ram"));
        assertThat(checks.acts("H75b")).noneMatch(act -> act.contains("update_xen_mappings"));
    }

    /** The shortest run of each. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H72  | write new, move 1, flush-caches
            H72g | flush-caches, write new, move 1, flush-caches
            H73  | fill 0 0, map-wc, write-wc unsafe, unmap-wc, promote, validate, evict 0 0
            H74  | write unsafe, map-wc, unmap-wc, promote, validate
            H75  | free, allocate
            H75d | free, allocate, other-writes, turn-caches-on
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps) {
        assertThat(checks.steps(id)).isEqualTo(steps);
    }

    @Test
    void anExplanationSaysWhoReadsWhat() {
        assertThat(checks.details("H72")).containsExactly("written last: new; CPUs read: new; the device reads: old");
        assertThat(checks.details("H75"))
                .containsExactly("the other guest would read what the first one has left: old");
    }

    @Test
    void whatDecidesIsTold() {
        assertThat(checks.acts("H72"))
                .contains(
                        "(3) do_mmuext_op(): flushes the cache of CPU 1; leaves cache of CPU 0, mfn 0: the vCPU is not there now,"
                                + " ram of mfn 0: the vCPU is not there now");
        assertThat(checks.acts("H73b")).contains("(5) _get_page_type(): begins to flush the page, and does not wait");
        assertThat(checks.acts("H74")).contains("(2) update_xen_mappings(): makes Xen's own mapping WC");
        assertThat(checks.acts("H75"))
                .contains("(2) flush_page_to_ram(): finds nothing to do: the end of the page is address 0");
    }

    /** What the device has written stays where a cache has the line, until that cache is flushed. */
    @Test
    void aFlushAlsoLetsCpusReadWhatTheDeviceHasWritten() {
        Model model = checks.model("flushes-every-cpu", "cpus=2");
        long[] s = SystemChecks.after(model, "flush-caches", "fill 0 0", "device-writes 1");
        assertThat(model.layout().describe(s))
                .containsEntry("cache[0][0]", "old")
                .containsEntry("ram[0]", "new");
        long[] flushed =
                SystemChecks.after(model, "flush-caches", "fill 0 0", "device-writes 1", "move 1", "flush-caches");
        assertThat(model.layout().describe(flushed)).containsEntry("cache[0][0]", "none");
    }

    @Test
    void anEntryThatXenReadsAsUnsafeIsRefused() {
        Model model = checks.model("flushes-every-cpu", "page=page-table");
        long[] s = SystemChecks.after(model, "write 1", "promote", "validate");
        assertThat(model.layout().describe(s)).containsEntry("use", "writable");
    }

    /** The guest has given the buffer away until it has flushed it for itself. */
    @Test
    void theGuestDoesNotWriteWhileTheDeviceHasTheBuffer() {
        Model model = checks.model("flushes-every-cpu", "cpus=1");
        assertThat(canWrite(model, "flush-caches", "device-writes 1")).isFalse();
        assertThat(canWrite(model, "flush-caches", "device-writes 1", "flush-caches"))
                .isTrue();
    }

    private static boolean canWrite(Model model, String... steps) {
        return model.actions().stream()
                .filter(action -> action.name().equals("write"))
                .anyMatch(action -> action.guard().test(SystemChecks.after(model, steps), new long[] {1}));
    }

    @Test
    void aScopeIsWidenedByCpus() {
        assertThat(SYSTEM.widen(SYSTEM.scope("small")).get(CacheFlushSettings.CPUS))
                .isEqualTo(4);
    }
}
