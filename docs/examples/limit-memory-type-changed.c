/*
 * stalemate: system=xen-ept base=always-calls
 * stalemate: scope=iommu=any,iomem=2,ioport=1,maps=mmio,wrmsr=2ff:800/806
 * stalemate: says the patch of the thread: the lists call only where cache_flush_permitted() changes and there is no IOMMU
 *
 * "x86/ept: limit calls to memory_type_changed()" (September 2022). XEN_DOMCTL_memory_mapping does not call it any more.
 */
#include "xen.h"

static inline int iomem_permit_access(struct domain *d, unsigned long s, unsigned long e)
{
    bool flush = cache_flush_permitted(d);
    int ret = rangeset_add_range(d->iomem_caps, s, e);

    if ( !ret && !is_iommu_enabled(d) && !flush )
        memory_type_changed(d);

    return ret;
}

static inline int iomem_deny_access(struct domain *d, unsigned long s, unsigned long e)
{
    int ret = rangeset_remove_range(d->iomem_caps, s, e);

    if ( !ret && !is_iommu_enabled(d) && !cache_flush_permitted(d) )
        memory_type_changed(d);

    return ret;
}

static inline int ioports_permit_access(struct domain *d, unsigned long s, unsigned long e)
{
    bool flush = cache_flush_permitted(d);
    int ret = rangeset_add_range(d->arch.ioport_caps, s, e);

    if ( !ret && !is_iommu_enabled(d) && !flush )
        memory_type_changed(d);

    return ret;
}

static inline int ioports_deny_access(struct domain *d, unsigned long s, unsigned long e)
{
    int ret = rangeset_remove_range(d->arch.ioport_caps, s, e);

    if ( !ret && !is_iommu_enabled(d) && !cache_flush_permitted(d) )
        memory_type_changed(d);

    return ret;
}

void domctl_memory_mapping(struct domain *d, unsigned long mfn, unsigned long mfn_end)
{
}
