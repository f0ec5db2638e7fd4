package dev.stalemate.systems.guesttlb;

import dev.stalemate.model.Releases;

/**
 * Which releases the designs describe: KVM on VMX since its fixes of 2021. Before that each design is a part of a release, because
 * releases had several of these faults at once.
 */
final class GuestTlbReleases {
    /** L2's VPIDs came with it, and the flush at the entry of L2. */
    private static final String NESTED_VPID = "5c614b3583e7";

    /** A guest's flush became a request of its own in 5.8. */
    private static final String GUEST_FLUSH = "0baedd792713";

    /** The last one of 2021's fixes, in mainline and in 5.15. */
    private static final String FIXES = "712494de96f3";

    private static final String FIXES_5_15 = "8ed61a2a6a28";
    private static final String REQUESTS = "which level a request is served at";
    private static final String NEW_VPID = "what another VPID for L2 flushes";
    private static final String ARM = "Arm";
    private static final String LAST_VCPU = "94d0e5980d67";

    static final Releases ALL = vmx().and(arm());

    private GuestTlbReleases() {}

    private static Releases vmx() {
        return new Releases.Table("linux")
                .of(GuestTlbDesign.LINUX_5_16.name())
                .row("5.15.7", "5.15.215", FIXES_5_15, null)
                .row("5.16.0", "6.0.19", FIXES, null)
                .row("6.1.0", "6.1.192", FIXES, null)
                .row("6.2.0", "6.5.13", FIXES, null)
                .row("6.6.0", "6.6.150", FIXES, null)
                .row("6.7.0", "6.11.11", FIXES, null)
                .row("6.12.0", "6.12.117", FIXES, null)
                .row("6.13.0", "6.17.13", FIXES, null)
                .row("6.18.0", "6.18.33", FIXES, null)
                .row("6.19.0", "6.19.14", FIXES, null)
                .row("7.1.0", "7.1.8", FIXES, null)
                .row("7.2.0", "7.2.8", FIXES, null)
                .part(GuestTlbDesign.FLUSHES_ROOT_LEFT.name(), "what a switch of levels flushes")
                .row("4.9.0", "4.19.325", NESTED_VPID, null)
                .part(GuestTlbDesign.FLUSHES_ROOT_LOADED.name(), "what a switch of levels and migration flush")
                .row("4.20.0", "5.7.19", "1438921c6dc1", null)
                .part(GuestTlbDesign.REQUEST_OUTLIVES_LEVEL.name(), REQUESTS)
                .row("5.8.0", "5.9.16", GUEST_FLUSH, null)
                .row("5.10.0", "5.10.262", GUEST_FLUSH, null)
                .row("5.11.0", "5.14.21", GUEST_FLUSH, null)
                .row("5.15.0", "5.15.6", GUEST_FLUSH, FIXES_5_15)
                .part(GuestTlbDesign.VPID_FLUSHES_HARDWARE.name(), NEW_VPID)
                .row("4.9.0", "5.9.16", NESTED_VPID, null)
                .row("5.10.0", "5.10.262", NESTED_VPID, null)
                .row("5.11.0", "5.14.21", NESTED_VPID, null)
                .row("5.15.0", "5.15.6", NESTED_VPID, "85f2cf6419dd")
                .all();
    }

    private static Releases arm() {
        return new Releases.Table("linux")
                .part(GuestTlbDesign.ARM_VMID.name(), ARM)
                .row("4.4.0", "4.4.155", "749cf76c5a36", null)
                .row("4.8.0", "4.8.17", "749cf76c5a36", null)
                .part(GuestTlbDesign.ARM_LAST_VCPU.name(), ARM)
                .row("4.9.0", "5.9.16", LAST_VCPU, null)
                .row("5.10.0", "5.10.262", LAST_VCPU, null)
                .row("5.11.0", "5.14.21", LAST_VCPU, null)
                .row("5.15.0", "5.15.215", LAST_VCPU, null)
                .row("5.16.0", "6.0.19", LAST_VCPU, null)
                .row("6.1.0", "6.1.192", LAST_VCPU, null)
                .row("6.2.0", "6.5.13", LAST_VCPU, null)
                .row("6.6.0", "6.6.150", LAST_VCPU, null)
                .row("6.7.0", "6.11.11", LAST_VCPU, null)
                .row("6.12.0", "6.12.117", LAST_VCPU, null)
                .row("6.13.0", "6.17.13", LAST_VCPU, null)
                .row("6.18.0", "6.18.33", LAST_VCPU, null)
                .row("6.19.0", "6.19.14", LAST_VCPU, null)
                .row("7.1.0", "7.1.8", LAST_VCPU, null)
                .row("7.2.0", "7.2.8", LAST_VCPU, null)
                .all();
    }
}
