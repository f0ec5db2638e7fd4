package dev.stalemate.systems.xen.design;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.NamedDesign;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.Pins.Answer;

/**
 * Xen as released. Proposals, and a reader's patch, extend it and override what they change: each method is one function of Xen's.
 *
 * <p>The methods are of 4.17 to 4.20, where iomem and ioport hypercalls call memory_type_changed() only for a domain without an IOMMU, and
 * only when cache_flush_permitted() flips (c4e5cc2ccc, the patch of the thread). Table and pins are those of 4.17.7 if nothing else is said.
 */
public class XenRelease extends NamedDesign implements XenDesign {
    private final EmtTable table;
    private final PinRule pins;

    /** A design with 4.17.7's table, for a patch to start from. */
    public XenRelease(String name, String says) {
        this(name, says, EmtTable.XEN_4_19);
    }

    /** A design with a version's table. */
    public XenRelease(String name, String says, EmtTable table) {
        this(name, says, table, PinRule.FROM_2023);
    }

    /** A design with a version's table and rule for pins. */
    XenRelease(String name, String says, EmtTable table, PinRule pins) {
        super(name, says);
        this.table = table;
        this.pins = pins;
    }

    @Override
    public final EmtTable table() {
        return table;
    }

    @Override
    public boolean cacheFlushPermitted(Hvm domain) {
        return domain.ioResources();
    }

    @Override
    public boolean honoursGuestTypes(Hvm domain) {
        return domain.iommu() || domain.cacheFlushPermitted();
    }

    /** The same test as for the leaf's type. It is made after the event, so a revocation finds the ranges that are left. */
    @Override
    public boolean typeChangeReaches(Hvm domain) {
        return domain.iommu() || domain.cacheFlushPermitted();
    }

    @Override
    public boolean flushesCaches(Hvm domain) {
        return true;
    }

    /** iomem_permit_access(), ioports_permit_access(). */
    @Override
    public void rangePermitted(Hvm domain, boolean flushPermittedBefore, TypeChange change) {
        if (!domain.iommu() && !flushPermittedBefore) {
            change.memoryTypeChanged();
        }
    }

    /** iomem_deny_access(), ioports_deny_access(): the call that finds memory_type_changed()'s guard closed. */
    @Override
    public void rangeDenied(Hvm domain, boolean flushPermittedBefore, TypeChange change) {
        if (!domain.iommu() && !domain.cacheFlushPermitted()) {
            change.memoryTypeChanged();
        }
    }

    @Override
    public void memoryMapped(Hvm domain, TypeChange change) {}

    @Override
    public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {
        pins.pinned(answer, type, change);
    }

    @Override
    public final boolean mayPin(Hvm domain, MemType type) {
        return pins.permits(domain, type);
    }

    @Override
    public final int mostPins() {
        return pins.most();
    }
}
