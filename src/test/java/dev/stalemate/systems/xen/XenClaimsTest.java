package dev.stalemate.systems.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Outcome;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.leaf.Pins;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the thread claims, decided. */
class XenClaimsTest {
    private static final XenSystem XEN = new XenSystem();
    private static final SystemChecks CHECKS = new SystemChecks(XEN);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            X3   | create iommu=no, permit-iomem range=0
            X5   | assign-device order=first, map order=first page=ram, map order=second page=ram, assign-device order=second
            X6   | map page=grant-table
            X9e  | pin range=first type=UC
            X10  | wrmsr vcpu=0 msr=0x2ff value=0x800, touch vcpu=0 gfn=0x0
            R3   | wrmsr vcpu=0 msr=0x200 value=0x100001, wrmsr vcpu=0 msr=0x201 value=0xffffff800, touch vcpu=0 gfn=0x0
            R5   | wrmsr vcpu=0 msr=0x2ff value=0x800
            R5c  | map page=ram, wrmsr vcpu=0 msr=0x2ff value=0x806
            R5e  | map page=ram, wrmsr vcpu=0 msr=0x2ff value=0x806, permit-iomem range=0
            R9   | pin range=first type=UC
            R9b  | pin range=first type=WT, touch vcpu=0 gfn=0x0, unpin range=first
            R6c  | permit-iomem range=0, map page=mmio
            H3   | wrmsr vcpu=0 msr=0x26e value=0x606060606060006, touch vcpu=0 gfn=0x0
            H3b  | pin range=first type=UC, touch vcpu=0 gfn=0x1
            H4   | map page=grant-table
            H5   | permit-iomem range=0, map page=mmio
            H6   | create iommu=no, permit-iomem range=0
            H7   | pin range=first type=WT
            H7d  | pin range=first type=UC, touch vcpu=0 gfn=0x0, pin range=first type=WT
            H8   | wrmsr vcpu=0 msr=0x2ff value=0x800
            H9   | assign-device, set-cd vcpu=0, map page=ram
            H9b  | assign-device, set-cd vcpu=0
            H69b | clean-caches vcpu=0, decrease-reservation gfn=0x0, touch vcpu=0 gfn=0x0, give-to-another-guest mfn=0x0, other-guest-writes mfn=0x0
            H70f | map page=foreign, other-domain-frees, remove-from-physmap, give-to-another-guest mfn=foreign, other-guest-writes mfn=foreign
            H71  | decrease-reservation-without-memory gfn=0x0, give-to-another-guest mfn=0x0, other-guest-writes mfn=0x0
            """)
    void theShortestCounterexampleIsTheThreads(String id, String steps) {
        assertThat(CHECKS.shortest(id).steps()).hasToString("[" + steps + "]");
    }

    /** The patch of the thread: as many exits as one grant costs, where there was one for each table after each hypercall. */
    @Test
    void thePatchSavesSixOfEightExitsAndThreeOfFourFlushes() {
        assertThat(figures("X2d"))
                .containsEntry("misconfiguration exits, at most", 8L)
                .containsEntry("cache flushes, at most", 4L)
                .containsEntry("leaves recomputed, at most", 16L);
        assertThat(figures("X2e"))
                .containsEntry("misconfiguration exits, at most", 2L)
                .containsEntry("cache flushes, at most", 1L)
                .containsEntry("leaves recomputed, at most", 4L);
    }

    private static Map<String, Long> figures(String id) {
        Claim claim = CHECKS.claim(id);
        return SystemChecks.search(claim.model(), claim.law()).figures();
    }

    /** Every claim that holds at its scope does so with a level of tables more, or it is about addresses that a level would move. */
    @ParameterizedTest
    @CsvSource({"X2", "X9", "X10b", "R5b"})
    void holdsWithThreeLevelsToo(String id) {
        Claim claim = CHECKS.claim(id);
        Scope larger = claim.scope().with("levels", "3");
        Model model = XEN.model(claim.design(), larger);
        assertThat(SystemChecks.search(model, claim.law())
                        .outcome(model.law(claim.law()))
                        .verdict())
                .isEqualTo(Verdict.HOLDS);
    }

    /** A claim about pins knows of a second type: no design for which it holds does so if a range that is pinned again marks nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"X9", "X9b", "H7fix", "H7c", "H3c", "H7e", "R9c", "R9e", "R9f", "R5g", "R5h"})
    void pinningAgainMustMark(String id) {
        Claim claim = CHECKS.claim(id);
        XenDesign design = XEN.design(claim.design().name());
        Model model = XEN.model(markingNothingAgain(design), claim.scope());
        assertThat(SystemChecks.search(model, claim.law())
                        .outcome(model.law(claim.law()))
                        .verdict())
                .isEqualTo(Verdict.VIOLATED);
    }

    private static XenDesign markingNothingAgain(XenDesign design) {
        return (XenDesign) Proxy.newProxyInstance(
                XenDesign.class.getClassLoader(), new Class<?>[] {XenDesign.class}, (proxy, method, args) -> {
                    boolean again = method.getName().equals("pinned") && args[1] == Pins.Answer.PINNED_AGAIN;
                    boolean same = method.getName().equals("forModel");
                    return again ? null : same ? proxy : method.invoke(design, args);
                });
    }

    /** Both verdicts of every property can be reached: a design that breaks it, and one that does not, at the same scope. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            no-retained-mapping | xen-4.12.0-arm   | xen-4.17.0-arm   | owners=on,cleans=on
            no-stale           | pins-mark-nothing | xen-4.17.7       | iommu=yes,pins=on
            no-stale-in-data   | no-call-at-first-range | xen-4.17.7  | iommu=any,iomem=1,wrmsr=2ff:800/806,data=lines
            no-stale-equal     | xen-4.21          | xen-4.17.7       | iommu=yes,vcpus=2,wrmsr=2ff:800/806
            no-stale-granted   | xen-4.21          | xen-4.17.7       | iommu=yes,wrmsr=2ff:800/806,iomem=1
            no-stale-started   | xen-4.21          | xen-4.17.7       | iommu=yes,start=on,wrmsr=2ff:800/806
            large-page-types   | xen-4.17.7        | split-exactly    | iommu=yes,memory=large,wrmsr=200:100001+201:0/ffffff800
            grant-frames-wb    | no-grant-hack     | xen-4.17.7       | iommu=yes,maps=grant-table,init=2ff:800
            wc-bar             | xen-4.15.0        | xen-4.13.0       | iomem=1,maps=mmio
            record-keeps-types | xen-4.17.7        | saves-every-pair | wrmsr=202:101000+203:0/ffffff800
            cd-is-uncached     | xen-4.17.7        | npt              | iommu=yes,devices=1,cd=on,maps=grant-table
            order-independent  | devices-decide    | xen-4.17.7       | calls=orders,iommu=yes,devices=1,memory=none,maps=ram
            other-domains-pages-wb | xen-4.15.0    | xen-4.16.0       | iommu=yes,maps=grant,init=2ff:800
            read-only-mmio-uc  | guard-asks-iommu  | xen-4.17.7       | iommu=yes,maps=mmio-ro
            guard-is-rule      | xen-4.21          | xen-4.17.7       | iommu=any
            work-within-limit  | rewrites-for-cd   | never-recomputed | iommu=yes,devices=1,cd=on,work=9,limit=3
            same-for-every-vcpu| xen-4.17.7        | npt              | iommu=yes,vcpus=2,wrmsr=2ff:800/806
            """)
    void aPropertyFailsForOneDesignAndHoldsForAnother(String law, String bad, String good, String scope) {
        Scope at = Scope.of("test", XEN.settings()).with(scope);
        Model broken = XEN.model(XEN.design(bad), at);
        assertThat(SystemChecks.search(broken, law).outcome(broken.law(law)).verdict())
                .isEqualTo(Verdict.VIOLATED);
        Model right = XEN.model(XEN.design(good), at);
        Outcome outcome = SystemChecks.search(right, law).outcome(right.law(law));
        assertThat(outcome.verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(outcome.premiseHeld()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            calls=orders,data=lines | scope setting data: calls=orders compares two domains without data
            owners=on,data=lines    | scope setting data: data are followed with owners=off alone
            """)
    void dataAreRefusedWhereTheyAreNotFollowed(String scope, String message) {
        Scope at = Scope.of("test", XEN.settings()).with(scope);
        XenDesign design = XEN.design("xen-4.17.7");
        assertThatThrownBy(() -> XEN.model(design, at)).hasMessage(message);
    }
}
