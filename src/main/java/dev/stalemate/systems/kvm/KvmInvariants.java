package dev.stalemate.systems.kvm;

import dev.stalemate.model.Index;
import dev.stalemate.model.Invariant;
import dev.stalemate.paging.EptLeaf;
import java.util.ArrayList;
import java.util.List;

/**
 * What is true of leaves in every reachable state of some designs, so that laws can be proved for any number of frames and vCPUs: a leaf is
 * told from the vCPU that installed it, which is one of those for which it is as it would be now.
 */
final class KvmInvariants {
    /** For designs that zap whatever a change of types makes stale. */
    static final String AS_ON_A_VCPU = "leaf-as-on-a-vcpu";
    /** For designs that zap only as CD clears: what was installed with CD=1 may be anything until then. */
    static final String AS_ON_A_VCPU_OR_CD = "leaf-as-on-a-vcpu-or-cd";
    /** For designs of which CD=1 leaves stay: at least the guest's PAT counts. */
    static final String PAT_COUNTS_WITH_DEVICE = "pat-counts-with-device";
    /** For laws that ask for the types of leaves. */
    static final String TYPED = "leaf-has-type";
    /** For a design that zaps as the quirk about the guest's PAT is disabled. */
    static final String PAT_COUNTS_WITHOUT_QUIRK = "pat-counts-without-quirk";
    /** For two designs that differ only in whether leaves of CD=1 let the guest's PAT count. */
    static final String AS_REPLACED_BUT_FOR_PAT = "as-replaced-but-for-pat";

    private final KvmMachine machine;
    private final KvmFields fields;

    KvmInvariants(KvmMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
    }

    /** The invariants that make sense in the scope. Not each is true of each design: a proof names those that it needs. */
    List<Invariant> all() {
        Index frame = fields.frame;
        List<Invariant> all = new ArrayList<>();
        all.add(Invariant.of(AS_ON_A_VCPU, "each leaf is what some vCPU on line would install now")
                .each(frame)
                .some(fields.vcpu)
                .holds((s, f, v) -> !hasLeaf(s, f) || isAsOn(s, f, v)));
        all.add(Invariant.of(
                        AS_ON_A_VCPU_OR_CD,
                        "each leaf is what some vCPU on line would install now, or that vCPU has CR0.CD=1, there is a device, and it is no"
                                + " leaf of MMIO")
                .each(frame)
                .some(fields.vcpu)
                .holds((s, f, v) -> !hasLeaf(s, f) || isAsOn(s, f, v) || isOfCd(s, f, v)));
        all.add(Invariant.of(
                        PAT_COUNTS_WITH_DEVICE,
                        "while there is a device with non-coherent DMA, no leaf ignores the guest's PAT")
                .each(frame)
                .holds((s, f) -> !fields.noncoherentDma(s) || !ignoresPat(s, f)));
        all.add(Invariant.of(TYPED, "each leaf has a memory type")
                .each(frame)
                .holds((s, f) -> !hasLeaf(s, f) || EptLeaf.isTyped(fields.leaf.get(s, f))));
        if (fields.quirkDisabled.bound() > 1) {
            all.add(Invariant.of(
                            PAT_COUNTS_WITHOUT_QUIRK,
                            "once the quirk IGNORE_GUEST_PAT is disabled, and while there is a device, no leaf ignores the guest's PAT")
                    .each(frame)
                    .holds((s, f) ->
                            !(fields.quirkDisabled.is(s, 0) || fields.noncoherentDma(s)) || !ignoresPat(s, f)));
        }
        if (fields.replaced != null) {
            all.add(Invariant.of(
                            AS_REPLACED_BUT_FOR_PAT,
                            "each leaf is that of the replaced design, or WB where that is WB and ignores the guest's PAT")
                    .each(frame)
                    .holds(this::isAsReplaced));
        }
        return all;
    }

    private boolean hasLeaf(long[] s, int f) {
        return fields.leaf.get(s, f) != EptLeaf.NONE;
    }

    private boolean ignoresPat(long[] s, int f) {
        return hasLeaf(s, f) && EptLeaf.ipat(fields.leaf.get(s, f));
    }

    private boolean isAsOn(long[] s, int f, int v) {
        return !fields.offline.is(s, v)
                && machine.design.leaf(machine.asked.at(s), v, fields.scope.gpa[f])
                        == EptLeaf.small(fields.leaf.get(s, f));
    }

    /** Whether a vCPU with CD=1 may have installed a leaf, by whatever its MTRRs were then. */
    private boolean isOfCd(long[] s, int f, int v) {
        return !fields.offline.is(s, v)
                && fields.cd.is(s, v)
                && fields.noncoherentDma(s)
                && !machine.design.isMmio(machine.asked.at(s), fields.scope.gpa[f]);
    }

    private boolean isAsReplaced(long[] s, int f) {
        int leaf = fields.leaf.get(s, f);
        int replaced = fields.replaced == null ? EptLeaf.NONE : fields.replaced.leaf(s, f);
        return leaf == replaced || (leaf == LinuxGuestMtrrs.WB && replaced == LinuxGuestMtrrs.WB_IPAT);
    }
}
