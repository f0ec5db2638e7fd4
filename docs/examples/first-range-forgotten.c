/*
 * stalemate: system=xen-ept base=xen-4.17.7
 * stalemate: scope=iommu=any,iomem=2,ioport=1,maps=mmio,wrmsr=2ff:800/806
 * stalemate: says a mutant of the thread's patch: permitting the first range calls nothing, though guest types count from then on
 */
#include "xen.h"

static inline int iomem_permit_access(struct domain *d, unsigned long s, unsigned long e)
{
    return rangeset_add_range(d->iomem_caps, s, e);
}

static inline int ioports_permit_access(struct domain *d, unsigned long s, unsigned long e)
{
    return rangeset_add_range(d->arch.ioport_caps, s, e);
}
