/*
 * stalemate: system=xen-ept base=xen-4.21
 * stalemate: says Xen 4.21, to be changed
 *
 * What decides about EPT memory types in Xen 4.21 and 4.22. Paste a patched body over one of these; a function that you delete is the
 * base's. Functions that Xen does not have as such stand for the end of a longer one, which their comments name.
 */
#include "xen.h"

/* asm/iocap.h, where it is a macro */
bool cache_flush_permitted(struct domain *d)
{
    return has_arch_io_resources(d) || has_arch_pdevs(d);
}

/* hvm/mtrr.c */
void memory_type_changed(struct domain *d)
{
    if ( cache_flush_permitted(d) && d->vcpu && d->vcpu[0] && p2m_memory_type_changed(d) && d->creation_finished &&
         (!boot_cpu_has(X86_FEATURE_XEN_SELFSNOOP) || (is_iommu_enabled(d) && !iommu_snoop)) )
        flush_all(FLUSH_CACHE_EVICT);
}

/* xen/iocap.h: guest types begin to count with the first range, unless there is an IOMMU. */
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

/* asm/iocap.h */
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

/* domctl.c: the end of XEN_DOMCTL_memory_mapping */
void domctl_memory_mapping(struct domain *d, unsigned long mfn, unsigned long mfn_end)
{
}

/* hvm/mtrr.c: the end of hvm_set_mem_pinned_cacheattr(), whether the pin was accepted or refused */
void pinned_cacheattr_set(struct domain *d, uint32_t type, int rc, bool again)
{
    if ( type == X86_MT_UC || type == X86_MT_UCM || type == X86_MT_WC )
        memory_type_changed(d);
    else
        p2m_memory_type_changed(d);
}

/* The same for XEN_DOMCTL_DELETE_MEM_CACHEATTR */
void pinned_cacheattr_deleted(struct domain *d, uint32_t type)
{
    if ( type == X86_MT_WB || type == X86_MT_WP || type == X86_MT_WT )
        memory_type_changed(d);
    else
        p2m_memory_type_changed(d);
}

/* Whether hvm_set_mem_pinned_cacheattr() accepts the type for this domain */
int pinned_cacheattr_permitted(struct domain *d, uint32_t type)
{
    bool cached = type == X86_MT_WB || type == X86_MT_WP || type == X86_MT_WT;

    return cached || is_iommu_enabled(d) || cache_flush_permitted(d) ? 0 : -EPERM;
}

/* hvm/mtrr.c: the end of mtrr_def_type_msr_set() and its like */
void mtrr_changed(struct domain *d, bool restoring)
{
    memory_type_changed(d);
}

/* hvm/vmx/vmx.c: a vCPU with CR0.CD=1 runs with a PAT that is all UC. */
static void vmx_handle_cd(struct vcpu *v, unsigned long value)
{
    if ( value & X86_CR0_CD )
        vmx_set_guest_pat(v, 0);
    else
        vmx_set_guest_pat(v, v->arch.hvm.pat_cr);
}

/* drivers/passthrough/pci.c: the end of assign_device() and deassign_device() */
void pdevs_changed(struct domain *d)
{
}

/* hvm/mtrr.c: may be negative for an order above 0, where the block has no one type */
int mtrr_get_type(const struct mtrr_state *m, paddr_t pa, unsigned int order)
{
    uint64_t mask = -(uint64_t)PAGE_SIZE << order;
    unsigned int seg, num_var_ranges = MASK_EXTR(m->mtrr_cap, MTRRcap_VCNT), found = 0;
    int last = 0;

    if ( !m->enabled )
        return MTRR_TYPE_UNCACHABLE;

    pa &= mask;
    if ( pa < 0x80000 && m->fixed_enabled )
        return order > 4 ? -1 : m->fixed_ranges[pa >> 16];
    if ( pa < 0xc0000 && m->fixed_enabled )
        return order > 2 ? -1 : m->fixed_ranges[8 + ((pa - 0x80000) >> 14)];
    if ( pa < 0x100000 && m->fixed_enabled )
        return order ? -1 : m->fixed_ranges[24 + ((pa - 0xc0000) >> 12)];

    for ( seg = 0; seg < num_var_ranges; seg++ )
    {
        uint64_t base = m->var_ranges[seg].base, bits = m->var_ranges[seg].mask;

        if ( (bits & MTRR_PHYSMASK_VALID) && !((pa ^ base) & bits & mask) )
        {
            last = base & MTRR_PHYSBASE_TYPE_MASK;
            found |= 1 << last;
        }
    }

    if ( !found )
        return m->def_type;
    if ( found == 1 << last )
        return last;
    if ( order )
        return -1;
    if ( found & (1 << MTRR_TYPE_UNCACHABLE) )
        return MTRR_TYPE_UNCACHABLE;
    if ( found == ((1 << MTRR_TYPE_WRTHROUGH) | (1 << MTRR_TYPE_WRBACK)) )
        return MTRR_TYPE_WRTHROUGH;

    return last;
}

/* mm/p2m-ept.c */
int epte_get_entry_emt(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order, bool *ipat, p2m_type_t type)
{
    unsigned long i, special_pgs = 0, last = mfn_x(mfn) | ((1UL << order) - 1);
    struct vcpu *v = current->domain == d ? current : d->vcpu[0];
    int gmtrr_mtype, hmtrr_mtype;

    *ipat = false;

    if ( rangeset_overlaps_range(mmio_ro_ranges, mfn_x(mfn), last) )
    {
        if ( order && !rangeset_contains_range(mmio_ro_ranges, mfn_x(mfn), last) )
            return -1;
        *ipat = true;
        return MTRR_TYPE_UNCACHABLE;
    }

    if ( type != p2m_mmio_direct && !is_iommu_enabled(d) && !cache_flush_permitted(d) )
    {
        *ipat = true;
        return MTRR_TYPE_WRBACK;
    }

    for ( i = 0; i < 1UL << order; i++ )
        if ( mfn_valid(mfn_add(mfn, i)) && is_special_page(mfn_to_page(mfn_add(mfn, i))) )
            special_pgs++;
    if ( special_pgs && special_pgs != 1UL << order )
        return -1;

    if ( type == p2m_mmio_direct && !special_pgs )
        return MTRR_TYPE_UNCACHABLE;

    if ( special_pgs || type == p2m_grant_map_rw || type == p2m_grant_map_ro || type == p2m_map_foreign )
    {
        *ipat = true;
        return MTRR_TYPE_WRBACK;
    }

    gmtrr_mtype = hvm_get_mem_pinned_cacheattr(d, gfn, order);
    if ( gmtrr_mtype >= 0 )
    {
        *ipat = true;
        return gmtrr_mtype == PAT_TYPE_UC_MINUS ? MTRR_TYPE_UNCACHABLE : gmtrr_mtype;
    }
    if ( gmtrr_mtype == -EADDRNOTAVAIL )
        return -1;

    gmtrr_mtype = mtrr_get_type(&v->arch.hvm.mtrr, gfn_x(gfn) << PAGE_SHIFT, order);
    hmtrr_mtype = mtrr_get_type(&mtrr_state, mfn_x(mfn) << PAGE_SHIFT, order);
    if ( gmtrr_mtype < 0 || hmtrr_mtype < 0 )
        return -1;

    if ( gmtrr_mtype == hmtrr_mtype || gmtrr_mtype == MTRR_TYPE_WRBACK )
        return hmtrr_mtype;
    if ( hmtrr_mtype == MTRR_TYPE_WRBACK )
        return gmtrr_mtype;

    /* WT and WP make WP; all else that differs is UC. */
    return gmtrr_mtype + hmtrr_mtype == MTRR_TYPE_WRTHROUGH + MTRR_TYPE_WRPROT ? MTRR_TYPE_WRPROT : MTRR_TYPE_UNCACHABLE;
}
