// stalemate: system=xen-ept base=xen-4.17.7
// stalemate: says Xen 4.17.7, to be changed

import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.design.XenRelease;

/** What decides about EPT memory types in Xen 4.17.7. Change a method, or delete it: then it is the base's. */
final class MyPatch extends XenRelease {
    MyPatch(String name, String says) {
        super(name, says);
    }

    /** cache_flush_permitted(). */
    @Override
    public boolean cacheFlushPermitted(Hvm domain) {
        return domain.ioResources();
    }

    /** The condition in epte_get_entry_emt() on which the guest's MTRRs and pins count. */
    @Override
    public boolean honoursGuestTypes(Hvm domain) {
        return domain.iommu() || domain.cacheFlushPermitted();
    }

    /** The guard of memory_type_changed(). */
    @Override
    public boolean typeChangeReaches(Hvm domain) {
        return domain.iommu() || domain.cacheFlushPermitted();
    }

    /** iomem_permit_access(), ioports_permit_access(): after a range was added. */
    @Override
    public void rangePermitted(Hvm domain, boolean flushPermittedBefore, TypeChange change) {
        super.rangePermitted(domain, flushPermittedBefore, change);
    }

    /** iomem_deny_access(), ioports_deny_access(): after a range was removed. */
    @Override
    public void rangeDenied(Hvm domain, boolean flushPermittedBefore, TypeChange change) {
        super.rangeDenied(domain, flushPermittedBefore, change);
    }

    /** The end of XEN_DOMCTL_memory_mapping. */
    @Override
    public void memoryMapped(Hvm domain, TypeChange change) {}
}
