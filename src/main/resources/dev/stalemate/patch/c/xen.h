/*
 * Xen's EPT memory types, as far as they are decided in functions: what a body of Xen 4.13 to 4.22 uses, under Xen's names. The domain and
 * its vCPUs are filled before each call; a design reads them, and says what follows by calling p2m_memory_type_changed() and the like.
 */
#ifndef STALEMATE_XEN_H
#define STALEMATE_XEN_H

#include "stalemate.h"

typedef bool bool_t;
typedef u64 paddr_t;
typedef u8 mtrr_type;
#define PAGE_SHIFT 12
#define PAGE_SIZE (1L << PAGE_SHIFT)
#define PAGE_ORDER_4K 0
#define PAGE_ORDER_2M 9
#define PAGE_ORDER_1G 18
#define PRI_gfn "05lx"
#define PRI_mfn "05lx"
#define EPERM 1
#define ENOENT 2
#define ENXIO 6
#define EBUSY 16
#define EINVAL 22
#define ENOSPC 28
#define EOPNOTSUPP 95
#define EADDRNOTAVAIL 99

/* Numbers of 4 KiB frames, which the compiler tells apart. */
typedef struct {
	unsigned long gfn;
} gfn_t;
typedef struct {
	unsigned long mfn;
} mfn_t;
static inline gfn_t _gfn(unsigned long n)
{
	return (gfn_t){ n };
}
static inline unsigned long gfn_x(gfn_t gfn)
{
	return gfn.gfn;
}
static inline mfn_t _mfn(unsigned long n)
{
	return (mfn_t){ n };
}
static inline unsigned long mfn_x(mfn_t mfn)
{
	return mfn.mfn;
}
static inline mfn_t mfn_add(mfn_t mfn, unsigned long i)
{
	return _mfn(mfn_x(mfn) + i);
}
static inline gfn_t gfn_add(gfn_t gfn, unsigned long i)
{
	return _gfn(gfn_x(gfn) + i);
}

/* Types by the SDM. */
#define MTRR_TYPE_UNCACHABLE 0
#define MTRR_TYPE_WRCOMB 1
#define MTRR_TYPE_WRTHROUGH 4
#define MTRR_TYPE_WRPROT 5
#define MTRR_TYPE_WRBACK 6
#define PAT_TYPE_UNCACHABLE 0
#define PAT_TYPE_WRCOMB 1
#define PAT_TYPE_WRTHROUGH 4
#define PAT_TYPE_WRPROT 5
#define PAT_TYPE_WRBACK 6
#define PAT_TYPE_UC_MINUS 7
#define X86_MT_UC 0
#define X86_MT_WC 1
#define X86_MT_WT 4
#define X86_MT_WP 5
#define X86_MT_WB 6
#define X86_MT_UCM 7
#define X86_CR0_CD BIT(30)

/* A set of MTRRs: a vCPU's, or the host's, which are WB throughout. */
#define MTRR_VCNT 8
#define MTRRcap_VCNT 0xffUL
#define MTRR_PHYSMASK_VALID BIT(11)
#define MTRR_PHYSBASE_TYPE_MASK 0xffUL
#define MASK_EXTR(value, mask) (((value) & (mask)) / ((mask) & -(mask)))
#define MASK_INSR(value, mask) (((value) * ((mask) & -(mask))) & (mask))
struct mtrr_var_range {
	u64 base;
	u64 mask;
};
struct mtrr_state {
	struct mtrr_var_range *var_ranges;
	mtrr_type fixed_ranges[88];
	bool enabled;
	bool fixed_enabled;
	bool have_fixed;
	mtrr_type def_type;
	u64 mtrr_cap;
	bool overlapped;
};
extern struct mtrr_state mtrr_state;

/* What a gfn is to Xen, without paging, sharing and log-dirty. */
typedef enum {
	p2m_ram_rw,
	p2m_mmio_direct,
	p2m_grant_map_rw,
	p2m_grant_map_ro,
	p2m_map_foreign,
} p2m_type_t;

/*
 * Sets of ranges. Of a domain's lists a design can ask whether they are empty; it changes them where Xen does. mmio_ro_ranges can be asked
 * about the block whose leaf is being typed.
 */
struct rangeset;
extern struct rangeset *mmio_ro_ranges;
bool rangeset_is_empty(const struct rangeset *r);
int rangeset_add_range(struct rangeset *r, unsigned long s, unsigned long e);
int rangeset_remove_range(struct rangeset *r, unsigned long s, unsigned long e);
bool rangeset_overlaps_range(struct rangeset *r, unsigned long s, unsigned long e);
bool rangeset_contains_range(struct rangeset *r, unsigned long s, unsigned long e);
#define rangeset_contains_singleton(r, s) rangeset_contains_range(r, s, s)

/* A vCPU and the domain, with the fields that memory types depend on. */
#define NORMAL_CACHE_MODE 0
#define NO_FILL_CACHE_MODE 2
struct hvm_vcpu {
	struct mtrr_state mtrr;
	bool cache_disabled; /* CR0.CD=1, and Xen has noticed it: hvm_set_cr0() */
	u64 pat_cr;
	unsigned int cache_mode;
};
struct vcpu {
	int vcpu_id;
	struct domain *domain;
	struct {
		struct hvm_vcpu hvm;
	} arch;
};
struct domain {
	int domain_id;
	unsigned int options; /* XEN_DOMCTL_CDF_* */
	bool creation_finished; /* the toolstack has unpaused the domain once */
	unsigned int pdevs; /* devices that are passed through */
	unsigned int max_vcpus;
	struct vcpu **vcpu;
	struct rangeset *iomem_caps;
	struct {
		struct rangeset *ioport_caps;
		struct {
			struct {
				unsigned long apic_access_mfn;
			} vmx;
		} hvm;
	} arch;
};
/* The vCPU that makes Xen do something; one of another domain while the toolstack does. */
extern struct vcpu *stalemate_current;
#define current stalemate_current
#define for_each_vcpu(d, v) \
	for (unsigned int _i = 0; _i < (d)->max_vcpus && ((v) = (d)->vcpu[_i], true); _i++)

#define XEN_DOMCTL_CDF_hvm BIT(0)
#define XEN_DOMCTL_CDF_hap BIT(1)
#define XEN_DOMCTL_CDF_iommu BIT(5)
/* The flag that the thread proposes: types other than WB are allowed. No release has it. */
#define XEN_DOMCTL_CDF_full_cacheability BIT(16)
#define is_iommu_enabled(d) (((d)->options & XEN_DOMCTL_CDF_iommu) != 0)
#define is_hvm_domain(d) (((d)->options & XEN_DOMCTL_CDF_hvm) != 0)
#define hap_enabled(d) (((d)->options & XEN_DOMCTL_CDF_hap) != 0)
#define paging_mode_hap(d) hap_enabled(d)
#define has_arch_pdevs(d) ((d)->pdevs != 0)
#define has_arch_io_resources(d) (!rangeset_is_empty((d)->iomem_caps) || !rangeset_is_empty((d)->arch.ioport_caps))
#define cpu_has_vmx true
/* The host is one that needs flushes: its CPUs don't self-snoop, and its IOMMU can't force snooping. */
#define X86_FEATURE_XEN_SELFSNOOP 0
#define boot_cpu_has(feature) false
#define cpu_has_xen_selfsnoop false
#define iommu_snoop false

/* Frames of the machine: whether they have a page struct, and whether they are Xen's own (shared info, grant table, APIC access page). */
struct page_info;
bool mfn_valid(mfn_t mfn);
struct page_info *mfn_to_page(mfn_t mfn);
bool is_special_page(const struct page_info *page);

/* What a design can have done. p2m_memory_type_changed() marks every leaf, flush_all() writes back and drops the caches of all CPUs. */
#define FLUSH_CACHE 1U
#define FLUSH_CACHE_EVICT FLUSH_CACHE
bool p2m_memory_type_changed(struct domain *d);
void flush_all(unsigned int flags);
/* Up to Xen 4.3: every leaf gets its type at once. */
void ept_change_entry_emt_with_range(struct domain *d, unsigned long start_gfn, unsigned long end_gfn);
/* The type that the block whose leaf is being typed is pinned to; -ENXIO if it is not, -EADDRNOTAVAIL if a part of it is. */
int hvm_get_mem_pinned_cacheattr(struct domain *d, gfn_t gfn, unsigned int order);
/* What a vCPU with CR0.CD=1 runs with. */
void vmx_get_guest_pat(struct vcpu *v, u64 *pat);
void vmx_set_guest_pat(struct vcpu *v, u64 pat);
#define MSR_IA32_CR_PAT 0x277
#define VMX_MSR_RW 3
#define vmx_enable_intercept_for_msr(v, msr, type) ((void)(v))
#define vmx_disable_intercept_for_msr(v, msr, type) ((void)(v))
#define vmx_set_msr_intercept(v, msr, type) ((void)(v))
#define vmx_clear_msr_intercept(v, msr, type) ((void)(v))
#define hvm_asid_flush_vcpu(v) ((void)(v))
#define wbinvd() ((void)0)

/* Xen's own words. */
#define ASSERT(condition) ((void)WARN_ON(!(condition)))
#define ASSERT_UNREACHABLE() BUG()
#define gdprintk(...) ((void)0)
#define dprintk(...) ((void)0)
#define cf_check

#include "xen-functions.h"
#endif
