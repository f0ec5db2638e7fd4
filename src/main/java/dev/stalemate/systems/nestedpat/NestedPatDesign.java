package dev.stalemate.systems.nestedpat;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** Which PAT KVM gives L2, and where it is kept: Linux by fix, and what goes wrong without one of their parts. */
final class NestedPatDesign extends ChosenDesign<NestedPatDesign> {
    /** What L2 begins with. */
    enum AtVmrun {
        /** L1's PAT. */
        HPAT,
        /** The g_pat of the VMCB that L1 runs. */
        VMCB12,
        /** Whatever vmcb02 had. */
        LEFT
    }

    /** What L2's WRMSR changes. */
    enum L2Writes {
        /** L1's PAT, and with it what L2 runs with. */
        HPAT,
        /** What L2 runs with. */
        GPAT,
        /** The same, and the one place where KVM keeps the MSR. */
        MSR
    }

    /** Which PAT the VMM reads and writes as an MSR while L2 runs. */
    enum HostMsr {
        /** L1's. */
        HPAT,
        /** That of the level that runs. */
        CURRENT
    }

    private static final Settings WAYS = new Settings();
    static final Setting<AtVmrun> AT_VMRUN =
            WAYS.choice("at-vmrun", AtVmrun.class, AtVmrun.VMCB12, "the PAT that L2 begins with");
    static final Setting<L2Writes> L2_WRITES =
            WAYS.choice("l2-writes", L2Writes.class, L2Writes.GPAT, "what L2's WRMSR of the PAT changes");
    static final Setting<Boolean> SAVES =
            WAYS.flag("saves", true, "whether #VMEXIT saves L2's PAT to the VMCB that L1 runs");
    static final Setting<Boolean> RESTORES = WAYS.flag(
            "restores", true, "whether #VMEXIT restores L1's PAT, where L2's WRMSR changes the MSR (l2-writes=msr)");
    static final Setting<Boolean> VALIDATES = WAYS.flag("validates", true, "whether VMRUN refuses an illegal g_pat");
    static final Setting<Boolean> ASKS_NPT =
            WAYS.flag("asks-npt", true, "whether L2 has a PAT of its own only if L1 uses nested paging for it");
    static final Setting<HostMsr> HOST_MSR = WAYS.choice(
            "host-msr", HostMsr.class, HostMsr.HPAT, "which PAT the VMM reads and writes as an MSR while L2 runs");
    static final Setting<Boolean> STATE_HAS_GPAT =
            WAYS.flag("state-has-gpat", true, "whether the nested state that a migration carries has L2's PAT");

    static final ChosenDesigns<NestedPatDesign> ALL =
            new ChosenDesigns<>(NestedPatDesign.class, NestedPatDesign::new, WAYS);

    static final NestedPatDesign SHARED = ALL.design(
                    "linux-4.15",
                    "Linux 4.15 on, and with the series of 2026 by default (quirk NESTED_SVM_SHARED_PAT): L1 and L2 have one PAT")
            .with(AT_VMRUN, AtVmrun.HPAT)
            .with(L2_WRITES, L2Writes.HPAT)
            .with(SAVES, false)
            .with(VALIDATES, false)
            .with(STATE_HAS_GPAT, false);
    static final NestedPatDesign OWN = ALL.design(
            "own-gpat",
            "the series of 2026, with the quirk NESTED_SVM_SHARED_PAT off: with nested paging L2 has a PAT of its own, in vmcb02 and vmcb12");
    static final NestedPatDesign NOT_SAVED = OWN.as(
                    "not-saved", "as own-gpat, without d65cf222b899: #VMEXIT saves nothing")
            .with(SAVES, false);
    static final NestedPatDesign NOT_LOADED = OWN.as(
                    "not-loaded", "as own-gpat, without 02233c73f8ae: L2 begins with L1's PAT")
            .with(AT_VMRUN, AtVmrun.HPAT);
    static final NestedPatDesign NOT_REDIRECTED = OWN.as(
                    "not-redirected", "as own-gpat, without 573321b945af: L2's WRMSR changes L1's PAT")
            .with(L2_WRITES, L2Writes.HPAT);
    static final NestedPatDesign NOT_VALIDATED = OWN.as(
                    "not-validated", "as own-gpat, without 4b83e4ba836e: VMRUN takes any g_pat")
            .with(VALIDATES, false);
    static final NestedPatDesign NOT_MIGRATED = OWN.as(
                    "not-migrated", "as own-gpat, without 4f256d5770fe: a migration carries no PAT of L2")
            .with(STATE_HAS_GPAT, false);
    static final NestedPatDesign HOST_READS_CURRENT = OWN.as(
                    "host-reads-current", "as own-gpat, but the VMM reads and writes the PAT of the level that runs")
            .with(HOST_MSR, HostMsr.CURRENT);
    static final NestedPatDesign IN_MSR = OWN.as(
                    "in-msr",
                    "as the first version of the series (January 2026) began: while L2 runs, its PAT is in the MSR, and #VMEXIT restores L1's")
            .with(L2_WRITES, L2Writes.MSR)
            .with(HOST_MSR, HostMsr.CURRENT)
            .with(STATE_HAS_GPAT, false);
    static final NestedPatDesign IN_MSR_NOT_RESTORED = IN_MSR.as(
                    "in-msr-not-restored",
                    "as in-msr, but #VMEXIT does not restore L1's; the nested state has both PATs, so that only this is wrong")
            .with(RESTORES, false)
            .with(HOST_MSR, HostMsr.HPAT)
            .with(STATE_HAS_GPAT, true);
    static final NestedPatDesign ALWAYS_OWN = OWN.as(
                    "always-own", "as own-gpat, but L2 has a PAT of its own even without nested paging")
            .with(ASKS_NPT, false);

    final AtVmrun atVmrun = get(AT_VMRUN);
    final L2Writes l2Writes = get(L2_WRITES);
    final boolean saves = get(SAVES);
    final boolean restores = get(RESTORES);
    final boolean validates = get(VALIDATES);
    final boolean asksNpt = get(ASKS_NPT);
    final HostMsr hostMsr = get(HOST_MSR);
    final boolean stateHasGpat = get(STATE_HAS_GPAT);

    private NestedPatDesign(Choice<NestedPatDesign> choice) {
        super(choice);
    }
}
