/* The functions of ioreq-mapcache.functions, as xen-functions.h has those of Xen. */
#define STALEMATE_CALL(name) STALEMATE_CALL_##name
#define STALEMATE_CALL_p2m_free_entry \
	void stalemate_p2m_free_entry(struct p2m_domain *p2m, lpae_t entry, unsigned int level); \
	void stalemate_p2m_free_entry(struct p2m_domain *p2m, lpae_t entry, unsigned int level) \
	{ \
		p2m_free_entry(p2m, entry, level); \
	}
#define STALEMATE_CALL_vcpu_end_of_hypercall \
	void stalemate_vcpu_end_of_hypercall(struct vcpu *curr); \
	void stalemate_vcpu_end_of_hypercall(struct vcpu *curr) \
	{ \
		vcpu_end_of_hypercall(curr); \
	}
#define STALEMATE_CALL_hvm_do_resume \
	void stalemate_hvm_do_resume(struct vcpu *v); \
	void stalemate_hvm_do_resume(struct vcpu *v) \
	{ \
		hvm_do_resume(v); \
	}
