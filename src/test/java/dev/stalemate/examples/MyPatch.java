package dev.stalemate.examples;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.kvm.LinuxGuestMtrrs;
import dev.stalemate.systems.kvm.Vm;
import dev.stalemate.systems.kvm.Zap;
import java.util.List;

/**
 * A patch to KVM of Linux 6.7, before it is sent: a guest updates a dozen MTRRs with CR0.CD=1, and each write zaps its range. Let those
 * writes pass, and zap everything once: as CD is set (the first idea), or as it is cleared.
 */
final class MyPatch extends LinuxGuestMtrrs {
    private final boolean zapsAsCdClears;

    MyPatch(boolean zapsAsCdClears) {
        super(
                "my-patch",
                "no zaps for MTRR writes with CD=1, but one as CD is " + (zapsAsCdClears ? "cleared" : "set"));
        this.zapsAsCdClears = zapsAsCdClears;
    }

    /** update_mtrr(), with one more reason to return early. */
    @Override
    public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
        if (!vm.vcpu(vcpu).cd()) {
            super.msrWritten(vm, vcpu, msr, old, zap);
        }
    }

    /** kvm_post_set_cr0(). */
    @Override
    public void cdWritten(Vm vm, int vcpu, Zap zap) {
        boolean cleared = !vm.vcpu(vcpu).cd();
        if (vm.noncoherentDma() && cleared == zapsAsCdClears) {
            zap.all();
        }
    }

    /** Checks it for two vCPUs that update their MTRRs as the SDM says: every run of them, so that a counterexample is the shortest. */
    Outcome check() {
        KvmSystem kvm = new KvmSystem();
        Model model = kvm.model(this, kvm.scope("sdm"));
        Law law = model.law("no-stale-quiescent");
        return new BreadthFirst(model, List.of(law), Limits.none(), Monitor.SILENT)
                .run()
                .outcome(law);
    }

    public static void main(String[] args) {
        for (MyPatch patch : List.of(new MyPatch(false), new MyPatch(true))) {
            Outcome outcome = patch.check();
            System.out.println(patch.says() + ": " + outcome.law().says() + ": " + outcome.verdict());
            outcome.steps().forEach(step -> System.out.println("    " + step));
        }
    }
}
