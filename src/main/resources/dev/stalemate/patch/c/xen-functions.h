/*
 * The functions that a design of xen-ept may define and that others of them call. The tool defines the macro STALEMATE_DEFINES_name for each
 * function that the user's file defines, and writes STALEMATE_CALL(name) behind the file for each that xen.functions lists: a function
 * through which the harness calls it, whether or not it is static. A function that is not there is NULL for the harness.
 */
void memory_type_changed(struct domain *d);
int mtrr_get_type(const struct mtrr_state *m, paddr_t pa, unsigned int order);
#define get_mtrr_type(m, pa, order) mtrr_get_type(m, pa, order)
#ifndef STALEMATE_DEFINES_cache_flush_permitted
bool cache_flush_permitted(struct domain *d);
#endif

/* The two signatures that epte_get_entry_emt() has had since Xen 4.5. */
typedef int stalemate_emt(struct domain *, gfn_t, mfn_t, unsigned int, bool *, p2m_type_t);
typedef int stalemate_emt_4_15(struct domain *, unsigned long, mfn_t, unsigned int, uint8_t *, bool_t);
static inline int stalemate_typed(void (*emt)(void), struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order, bool *ipat, p2m_type_t type)
{
	return ((stalemate_emt *)emt)(d, gfn, mfn, order, ipat, type);
}
static inline int stalemate_typed_4_15(
	void (*emt)(void), struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order, bool *ipat, p2m_type_t type)
{
	uint8_t bits = 0;
	int is = ((stalemate_emt_4_15 *)emt)(d, gfn_x(gfn), mfn, order, &bits, type == p2m_mmio_direct);
	*ipat = bits != 0;
	return is;
}

/* A macro of this name in the user's file would hide the function from everything else. */
#define STALEMATE_TEXT(text) STALEMATE_TEXT_OF(text)
#define STALEMATE_TEXT_OF(text) #text
#define STALEMATE_CALL(name) \
	_Static_assert(sizeof(STALEMATE_TEXT(cache_flush_permitted(d))) == sizeof("cache_flush_permitted(d)"), \
		"cache_flush_permitted() has to be a function, not a macro: bool cache_flush_permitted(struct domain *d)"); \
	STALEMATE_CALL_##name
#define STALEMATE_AS(type, name, parameters, body) \
	type stalemate_##name parameters; \
	type stalemate_##name parameters \
	{ \
		body; \
	} \
	_Static_assert(1, "")
#define STALEMATE_CALL_epte_get_entry_emt \
	STALEMATE_AS(int, epte_get_entry_emt, \
		(struct domain * d, gfn_t gfn, mfn_t mfn, unsigned int order, bool *ipat, p2m_type_t type), \
		return _Generic(&epte_get_entry_emt, stalemate_emt * : stalemate_typed, stalemate_emt_4_15 * : stalemate_typed_4_15)( \
			(void (*)(void))&epte_get_entry_emt, d, gfn, mfn, order, ipat, type));
#define STALEMATE_CALL_guest_types_count STALEMATE_AS(bool, guest_types_count, (struct domain * d), return guest_types_count(d));
#define STALEMATE_CALL_cache_flush_permitted \
	STALEMATE_AS(bool, cache_flush_permitted, (struct domain * d), return cache_flush_permitted(d));
#define STALEMATE_CALL_memory_type_changed STALEMATE_AS(void, memory_type_changed, (struct domain * d), memory_type_changed(d));
#define STALEMATE_CALL_mtrr_get_type \
	STALEMATE_AS(int, mtrr_get_type, (const struct mtrr_state *m, paddr_t pa, unsigned int order), return mtrr_get_type(m, pa, order));
#define STALEMATE_CALL_RANGE(name) \
	STALEMATE_AS(int, name, (struct domain * d, unsigned long s, unsigned long e), return name(d, s, e));
#define STALEMATE_CALL_iomem_permit_access STALEMATE_CALL_RANGE(iomem_permit_access)
#define STALEMATE_CALL_iomem_deny_access STALEMATE_CALL_RANGE(iomem_deny_access)
#define STALEMATE_CALL_ioports_permit_access STALEMATE_CALL_RANGE(ioports_permit_access)
#define STALEMATE_CALL_ioports_deny_access STALEMATE_CALL_RANGE(ioports_deny_access)
#define STALEMATE_CALL_domctl_memory_mapping \
	STALEMATE_AS(void, domctl_memory_mapping, (struct domain * d, unsigned long mfn, unsigned long mfn_end), \
		domctl_memory_mapping(d, mfn, mfn_end));
#define STALEMATE_CALL_pinned_cacheattr_set \
	STALEMATE_AS(void, pinned_cacheattr_set, (struct domain * d, uint32_t type, int rc, bool again), \
		pinned_cacheattr_set(d, type, rc, again));
#define STALEMATE_CALL_pinned_cacheattr_deleted \
	STALEMATE_AS(void, pinned_cacheattr_deleted, (struct domain * d, uint32_t type), pinned_cacheattr_deleted(d, type));
#define STALEMATE_CALL_pinned_cacheattr_permitted \
	STALEMATE_AS(int, pinned_cacheattr_permitted, (struct domain * d, uint32_t type), return pinned_cacheattr_permitted(d, type));
#define STALEMATE_CALL_mtrr_changed \
	STALEMATE_AS(void, mtrr_changed, (struct domain * d, bool restoring), mtrr_changed(d, restoring));
#define STALEMATE_CALL_vmx_handle_cd \
	STALEMATE_AS(void, vmx_handle_cd, (struct vcpu * v, unsigned long value), vmx_handle_cd(v, value));
#define STALEMATE_CALL_pdevs_changed STALEMATE_AS(void, pdevs_changed, (struct domain * d), pdevs_changed(d));
