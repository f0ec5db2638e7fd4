// stalemate: system=xen-ept base=xen-4.17.7

import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.design.XenRelease;

/**
 * A patch to Xen 4.17.7: iomem_deny_access() calls memory_type_changed() for the last range, but its guard asks cache_flush_permitted(),
 * which is false by then. Here, the call marks every leaf without asking the guard.
 */
final class LastRange extends XenRelease {
    LastRange() {
        super("last-range", "as xen-4.17.7, but revoking the last range marks every leaf");
    }

    /** iomem_deny_access(), ioports_deny_access(). */
    @Override
    public void rangeDenied(Hvm domain, boolean flushPermittedBefore, TypeChange change) {
        if (!domain.iommu() && flushPermittedBefore && !domain.cacheFlushPermitted()) {
            change.p2mMemoryTypeChanged();
        }
    }
}
