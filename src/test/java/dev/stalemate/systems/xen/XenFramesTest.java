package dev.stalemate.systems.xen;

import static dev.stalemate.systems.SystemChecks.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.systems.SystemChecks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that have owners: what frees them, what keeps them, and what the law says of each way to reach one. */
class XenFramesTest {
    private static final String RETAINED = "no-retained-mapping";
    private static final SystemChecks CHECKS = new SystemChecks(new XenSystem());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H69  | gfn 0x1 maps a page that another guest has written to
            H69b | gfn 0x0 maps a page that another guest has written to
            H70  | a hypercall of vCPU 0 uses a page that another guest has written to
            H70b | a hypercall of vCPU 0 uses a page that another guest has written to
            H71  | gfn 0x0 maps a page that another guest has written to
            """)
    void theLawSaysWhatReachesThePage(String id, String details) {
        assertThat(CHECKS.details(id)).containsExactly(details);
    }

    /** A large leaf maps several frames, of which any may be lost. */
    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3"})
    void everyFrameOfALargeLeafCounts(int gfn) {
        Model model = CHECKS.model("frees-unremoved", "owners=on,scarce=on,memory=large");
        long[] state = after(
                model,
                "decrease-reservation-without-memory " + gfn,
                "give-to-another-guest " + gfn,
                "other-guest-writes " + gfn);
        Law law = model.law(RETAINED);
        assertThat(law.violatedBy(state)).isTrue();
        assertThat(law.explanation().of(state).details())
                .containsExactly("gfn 0x" + gfn + " maps a page that another guest has written to");
    }

    /** A marked entry is not taken by a processor until a fault makes it valid again. */
    @Test
    void anEntryThatIsMarkedViolatesNothingUntilItIsTouched() {
        Model model = CHECKS.model("xen-4.12.0-arm", "owners=on,cleans=on,memory=large");
        String[] removed = {
            "clean-caches 0", "decrease-reservation 0", "give-to-another-guest 0", "other-guest-writes 0", "touch 0 0"
        };
        Law law = model.law(RETAINED);
        assertThat(law.violatedBy(after(model, removed[0], removed[1], removed[2], removed[3])))
                .isFalse();
        assertThat(law.violatedBy(after(model, removed))).isTrue();
    }

    /** get_page() fails once the page is another guest's, though the entry is still there. */
    @Test
    void aPageThatHasAnotherOwnerIsNotRemovedAgain() {
        Model model = CHECKS.model("xen-4.12.0-arm", "owners=on,cleans=on,memory=large");
        long[] state = after(model, "clean-caches 0", "decrease-reservation 0", "give-to-another-guest 0");
        assertThat(model.layout().describe(state)).containsEntry("ept0[0]", "marked ram");
        assertThat(model.actions())
                .filteredOn(action -> action.name().equals("decrease-reservation"))
                .allSatisfy(action ->
                        assertThat(action.guard().test(state, new long[] {0})).isFalse());
    }

    /** A fault on Arm makes one entry valid; on x86 all leaves of its table get their types. */
    @ParameterizedTest
    @CsvSource({"xen-4.17.0-arm, marked ram", "xen-4.17.7, WB ram"})
    void aFaultPutsOneEntryRightOrATable(String design, String neighbour) {
        Model model = CHECKS.model(design, "owners=on,cleans=on,iommu=yes,wrmsr=200:101000");
        String mark = design.endsWith("arm") ? "clean-caches 0" : "wrmsr 0 " + 0x200 + " " + 0x101000;
        assertThat(model.layout().describe(after(model, mark, "touch 0 0")))
                .containsEntry("ept0[0]", "WB ram")
                .containsEntry("ept0[1]", neighbour);
    }

    /** The entry and the hypercall each have a reference, and the other domain has one; the last one frees the page. */
    @Test
    void aForeignPageIsFreeOnceNothingHoldsIt() {
        Model model = CHECKS.model("xen-4.17.7", "owners=on,maps=foreign,look-ups=on,touch=off");
        String[] steps = {"map 0", "get-page 0 0", "other-domain-frees", "remove-from-physmap", "end-hypercall 0"};
        assertThat(model.layout().describe(after(model, steps[0], steps[1], steps[2], steps[3])))
                .containsEntry("owner[foreign]", "guest")
                .containsEntry("references[foreign]", "1");
        assertThat(model.layout().describe(after(model, steps))).containsEntry("owner[foreign]", "free");
    }

    /** RAM over which a foreign page is mapped is freed on x86; on Arm it stays with the guest. */
    @ParameterizedTest
    @CsvSource({"xen-4.17.7, free", "xen-4.17.0-arm, guest"})
    void aPageThatIsReplacedIsFreedOnX86Alone(String design, String owner) {
        Model model = CHECKS.model(design, "owners=on,maps=foreign,touch=off");
        assertThat(model.layout().describe(after(model, "map 0"))).containsEntry("owner[0x0]", owner);
    }

    /** A page of the cache for populate on demand comes back at its gfn, and is no other owner's meanwhile. */
    @Test
    void aSweptPageComesBack() {
        Model model = CHECKS.model("xen-4.17.7", "owners=on,pod=on,touch=off");
        assertThat(model.layout().describe(after(model, "pod-sweep 1")))
                .containsEntry("ept0[1]", "none")
                .containsEntry("owner[0x1]", "guest");
        assertThat(model.layout().describe(after(model, "pod-sweep 1", "pod-populate 1")))
                .containsEntry("ept0[1]", "WB+IPAT ram");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            look-ups=on             | look-ups=on needs owners=on
            scarce=on               | scarce=on needs owners=on
            pod=on                  | pod=on needs owners=on
            owners=on,calls=orders  | owners=on needs calls=free or calls=once
            """)
    void aScopeWithoutSenseIsRefused(String scope, String error) {
        assertThatThrownBy(() -> CHECKS.model("xen-4.17.7", scope))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(error);
    }
}
