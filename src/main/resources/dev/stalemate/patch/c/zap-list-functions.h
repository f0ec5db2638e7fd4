/* The function of zap-list.functions, as xen-functions.h has those of Xen. */
#define STALEMATE_CALL(name) STALEMATE_CALL_##name
#define STALEMATE_CALL_update_mtrr \
	void stalemate_update_mtrr(struct kvm_vcpu *vcpu, u32 msr); \
	void stalemate_update_mtrr(struct kvm_vcpu *vcpu, u32 msr) \
	{ \
		update_mtrr(vcpu, msr); \
	}
