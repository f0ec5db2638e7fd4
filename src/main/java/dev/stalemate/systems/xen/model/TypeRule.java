package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.Mapping;
import java.util.Objects;

/**
 * The type that a 4K leaf is meant to have, whatever a design says: the result of {@link EmtTable} of 4.19, by the kind of the page. Guest
 * types count for a domain with an IOMMU, or with I/O memory or ports; the host's MTRRs are WB throughout.
 */
final class TypeRule {
    /** The SDM leaves it open. */
    static final int ANY = -2;

    private TypeRule() {}

    /** The leaf of a gfn, for a vCPU, by the page that is mapped there: as {@link EptLeaf#of} packs it, or {@link #ANY}. */
    static int leaf(XenMachine machine, int vcpu, long gfn, PageKind kind) {
        return switch (kind) {
            case MMIO -> EptLeaf.of(MemType.UC, false);
            case MMIO_RO -> EptLeaf.of(MemType.UC, true);
            case GRANT_TABLE, GRANT, FOREIGN -> EptLeaf.of(MemType.WB, true);
            case RAM ->
                machine.iommu() || machine.ioResources() ? counted(machine, vcpu, gfn) : EptLeaf.of(MemType.WB, true);
        };
    }

    private static int counted(XenMachine machine, int vcpu, long gfn) {
        int pinned = machine.pinned(gfn, 0);
        if (pinned != Mapping.NOT_PINNED) {
            MemType type = Objects.requireNonNull(MemType.ofCode(pinned));
            return EptLeaf.of(type == MemType.UC_MINUS ? MemType.UC : type, true);
        }
        MemType type = Mtrrs.type(machine.vcpu(vcpu), machine.address(gfn));
        return type == null ? ANY : EptLeaf.of(type, false);
    }
}
