package dev.stalemate.real.kvm;

/** One vCPU of each kind, of those that run: vCPUs that are alike believe, and would get, the same. */
final class VcpuKinds {
    private final TracedVm vm;
    private int[] vcpus = new int[1];
    private int count;

    VcpuKinds(TracedVm vm) {
        this.vm = vm;
    }

    /** Finds them again, after a change. */
    void update() {
        if (vcpus.length < vm.vcpus()) {
            vcpus = new int[vm.vcpus()];
        }
        count = 0;
        for (int v = 0; v < vm.vcpus(); v++) {
            if (vm.vcpu(v).online() && !isLikeAnother(v)) {
                vcpus[count++] = v;
            }
        }
    }

    private boolean isLikeAnother(int v) {
        for (int k = 0; k < count; k++) {
            if (vm.vcpu(vcpus[k]).sameAs(vm.vcpu(v))) {
                return true;
            }
        }
        return false;
    }

    int count() {
        return count;
    }

    /** The vCPU of a kind, from 0. */
    int vcpu(int kind) {
        return vcpus[kind];
    }
}
