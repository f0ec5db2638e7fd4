package dev.stalemate.systems.encrypted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of encrypted guests: the property fails for designs that are wrong and holds for others, and the runs that the fixes tell of. */
class EncryptedTest extends DesignPairs {
    private static final EncryptedSystem SYSTEM = new EncryptedSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("others-data-stays", "cpus=1", "linux-5.17", "linux-5.18"),
            new Pair("others-data-stays", "cpus=2", "this-cpu", "linux-6.17"),
            new Pair("others-data-stays", "cpus=2,second=moved", "move-flushes-late", "move-flushes-first"),
            new Pair("others-data-stays", "pages=2", "clears-mask-v3", "clears-mask"),
            new Pair("others-data-stays", "memory=gmem,coherent=on,dma=on", "gmem-unflushed", "linux-6.17"));

    EncryptedTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            cpus=4 | 4 is not within 1 to 3
            memory=vmsa,pins=on | scope setting pins: only RAM is registered, so it is for memory=ram
            memory=gmem,deletes=on | scope setting deletes: only RAM is in slots that are deleted, so it is for memory=ram
            memory=gmem,second=mirror | scope setting memory: pages of guest_memfd have one VM, which stays
            memory=vmsa,second=moved | scope setting memory: registers move with the guest
            shared=off | scope setting shared: with second=none there is no other VM
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H76 | enter 0 0, vmrun 0, write 0 0, unmap 0 0 0, zap 0, flush-tlbs 0, release 0, give-to-another-guest 0, other-guest-writes 0, \
            write-back 0 1 0
            H76f | enter 1 0, vmrun 1, write 1 0, unmap 0 0 0, zap 0, flush-tlbs 0, flush-caches 0, release 0, give-to-another-guest 0, \
            other-guest-writes 0, write-back 1 1 0
            H77d | enter 0 0, vmrun 0, write 0 0, exit 0, move, unmap 0 0 0, zap 0, flush-tlbs 0, flush-caches 0, release 0, \
            give-to-another-guest 0, other-guest-writes 0, write-back 0 1 0
            H79 | enter 0 1, vmrun 0, write 0 0, exit 0, destroy 0 1, zap 0, release 0, give-to-another-guest 0, \
            other-guests-device-writes 0, write-back 0 1 0
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps) {
        assertThat(checks.steps(id)).isEqualTo(steps);
    }

    @Test
    void anExplanationNamesThePage() {
        assertThat(checks.details("H76"))
                .containsExactly("RAM of mfn 0 has what the encrypted guest wrote, over what the other guest wrote");
    }

    @Test
    void aFlushTellsWhyItLeavesALine() {
        assertThat(checks.acts("H76f"))
                .contains(
                        "(7) sev_writeback_caches(): flushes CPU 0; leaves cache of CPU 1, c bit 1, mfn 0: it is another CPU's, "
                                + "ram of mfn 0: it is another CPU's");
        assertThat(checks.acts("H77d"))
                .contains(
                        "(5) sev_vm_move_enc_context_from(): flushes nothing",
                        "(9) sev_writeback_caches(): does nothing: VM 0 is no encrypted guest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            linux-5.17 | cpus=1 | enter vmrun exit write unmap zap flush-tlbs release write-back give-to-another-guest other-guest-writes
            linux-6.17 | cpus=1 | enter vmrun exit write unmap zap flush-tlbs pick flush-caches release write-back give-to-another-guest \
            other-guest-writes
            records-at-load | deletes=on,ends=on,pins=on | enter vmrun exit put write unmap unregister delete-slot end-process destroy zap \
            flush-tlbs pick flush-caches release write-back give-to-another-guest other-guest-writes
            linux-5.17 | memory=vmsa | enter vmrun exit write destroy zap flush-caches flush-page release write-back \
            give-to-another-guest other-guest-writes
            """)
    void aScopeLeavesOutWhatItDoesWithout(String design, String scope, String actions) {
        assertThat(checks.actions(design, scope)).isEqualTo(actions);
    }

    private boolean canTake(String scope, String action, long[] args, String... steps) {
        Model model = checks.model("linux-6.17", scope);
        return model.actions().stream()
                .filter(each -> each.name().equals(action))
                .anyMatch(each -> each.guard().test(SystemChecks.after(model, steps), args));
    }

    /** sev_vm_destroy() of a VM with mirrors comes last, since each mirror holds a reference. */
    @Test
    void aVmIsDestroyedAfterItsMirror() {
        String scope = "second=mirror,ends=on";
        assertThat(canTake(scope, "destroy", new long[] {0, 0})).isFalse();
        assertThat(canTake(scope, "destroy", new long[] {0, 1})).isTrue();
    }

    /** Regions move with the guest: from then on the new VM unregisters them. */
    @Test
    void registeredPagesMoveWithTheGuest() {
        String scope = "second=moved,pins=on,ends=on";
        assertThat(canTake(scope, "unregister", new long[] {0, 0, 0})).isTrue();
        assertThat(canTake(scope, "unregister", new long[] {0, 1, 0})).isFalse();
        assertThat(canTake(scope, "unregister", new long[] {0, 0, 0}, "move")).isFalse();
        assertThat(canTake(scope, "unregister", new long[] {0, 1, 0}, "move")).isTrue();
    }

    /** A VM without registered pages leaves those of another one alone as it is destroyed. */
    @Test
    void onlyTheOwnerOfRegionsUnpinsThem() {
        Model model = checks.model("linux-6.17", "second=moved,pins=on,ends=on");
        long[] s = SystemChecks.after(model, "move", "destroy 0 0", "zap 0", "pick 0", "flush-caches 0", "release 0");
        assertThat(model.layout().describe(s)).containsEntry("pinned[0]", "1");
    }

    /** MSR_AMD64_VM_PAGE_FLUSH and CLFLUSH are about one page. */
    @Test
    void aHoleFlushesItsOwnPage() {
        Model model = checks.model("linux-6.17", "memory=gmem,coherent=on,pages=2");
        long[] s = SystemChecks.after(
                model,
                "enter 0 0",
                "vmrun 0",
                "write 0 0",
                "write 0 1",
                "punch-hole 0 0 0",
                "zap 0",
                "flush-tlbs 0",
                "flush-page 0");
        assertThat(model.layout().describe(s))
                .containsEntry("cache[0][1][0]", "none")
                .containsEntry("cache[0][1][1]", "the guest's, dirty");
    }
}
