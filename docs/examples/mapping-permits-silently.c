/*
 * stalemate: system=xen-ept base=xen-4.17.7
 * stalemate: scope=iommu=any,iomem=2,ioport=1,maps=mmio,wrmsr=2ff:800/806
 * stalemate: says a mutant of the thread's patch: XEN_DOMCTL_memory_mapping still permits the frames that it maps, and calls nothing
 */
#include "xen.h"

void domctl_memory_mapping(struct domain *d, unsigned long mfn, unsigned long mfn_end)
{
    rangeset_add_range(d->iomem_caps, mfn, mfn_end);
}
