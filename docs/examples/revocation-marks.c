/*
 * stalemate: system=xen-ept base=xen-4.17.7
 * stalemate: scope=iommu=any,iomem=2,ioport=1,maps=mmio,wrmsr=2ff:800/806,revoke=on
 * stalemate: says a fix: revoking the last range marks every leaf, where memory_type_changed() would find its guard closed
 */
#include "xen.h"

static void revoked(struct domain *d, bool before)
{
    if ( !is_iommu_enabled(d) && before && !cache_flush_permitted(d) )
        p2m_memory_type_changed(d);
}

static inline int iomem_deny_access(struct domain *d, unsigned long s, unsigned long e)
{
    bool before = cache_flush_permitted(d);
    int ret = rangeset_remove_range(d->iomem_caps, s, e);

    revoked(d, before);
    return ret;
}

static inline int ioports_deny_access(struct domain *d, unsigned long s, unsigned long e)
{
    bool before = cache_flush_permitted(d);
    int ret = rangeset_remove_range(d->arch.ioport_caps, s, e);

    revoked(d, before);
    return ret;
}
