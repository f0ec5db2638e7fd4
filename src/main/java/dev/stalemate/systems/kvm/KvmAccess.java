package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.paging.EptLeaf;

/**
 * What a guest's accesses are: by the leaf, the PAT that the processor has for the guest, and on AMD by the host's MTRRs and by the CR0.CD
 * that VMRUN loads. What the guest takes them for is {@link Belief}.
 */
final class KvmAccess {
    private final KvmFields fields;
    private final boolean passesCd;
    private final boolean passesPat;
    private final PackedVm vm;
    private final int[] patIndexes;

    KvmAccess(KvmMachine machine) {
        this.fields = machine.fields;
        this.passesCd = machine.design.passesCd();
        this.passesPat = machine.design.passesPat();
        this.vm = machine.asked;
        this.patIndexes = fields.scope.patIndexes();
    }

    /**
     * The type of an access of a vCPU through a frame's leaf, which must be there.
     *
     * @param patIndex the PAT entry that the guest's PTE selects
     */
    MemType of(long[] s, int v, int f, int patIndex) {
        Vcpu vcpu = vm.at(s).vcpu(v);
        if (passesCd && vcpu.cd()) {
            return MemType.UC;
        }
        MemType pat = Pat.entry(passesPat ? vcpu.pat() : Pat.RESET, patIndex);
        return EptLeaf.effective(
                fields.leaf.get(s, f), pat, fields.scope.real.page(f).mtrr());
    }

    /** Whether a vCPU on line believes some access to a frame to be uncached. */
    boolean anyBelievedUncached(long[] s, int v, int f) {
        if (!fields.offline.is(s, v)) {
            Vcpu vcpu = vm.at(s).vcpu(v);
            for (int index : patIndexes) {
                MemType believed = Belief.of(vcpu, fields.scope.gpa[f], Pat.entry(vcpu.pat(), index));
                if (believed != null && !believed.cached()) {
                    return true;
                }
            }
        }
        return false;
    }
}
