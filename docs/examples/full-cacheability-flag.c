/*
 * stalemate: system=xen-ept base=xen-4.17.7
 * stalemate: scope=iommu=any,iomem=2,ioport=1,maps=mmio,wrmsr=2ff:800/806,revoke=on,devices=1,any-type=on
 * stalemate: says a flag at creation says whether types other than WB are allowed, and the lists call nothing
 *
 * What the thread names as the right fix: every test of the lists becomes one of the flag, and the calls for the lists are gone.
 */
#include "xen.h"

static bool guest_types_count(struct domain *d)
{
    return d->options & XEN_DOMCTL_CDF_full_cacheability;
}

void memory_type_changed(struct domain *d)
{
    if ( guest_types_count(d) && d->vcpu && d->vcpu[0] )
    {
        p2m_memory_type_changed(d);
        flush_all(FLUSH_CACHE);
    }
}

static inline int iomem_permit_access(struct domain *d, unsigned long s, unsigned long e)
{
    return rangeset_add_range(d->iomem_caps, s, e);
}

static inline int iomem_deny_access(struct domain *d, unsigned long s, unsigned long e)
{
    return rangeset_remove_range(d->iomem_caps, s, e);
}

static inline int ioports_permit_access(struct domain *d, unsigned long s, unsigned long e)
{
    return rangeset_add_range(d->arch.ioport_caps, s, e);
}

static inline int ioports_deny_access(struct domain *d, unsigned long s, unsigned long e)
{
    return rangeset_remove_range(d->arch.ioport_caps, s, e);
}
