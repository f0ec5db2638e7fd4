package dev.stalemate.systems.kvm;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.search.Outcome;
import dev.stalemate.systems.SystemChecks;

/** Checks as tests write them. */
final class KvmChecks {
    static final KvmSystem KVM = new KvmSystem();

    private KvmChecks() {}

    static Claim claim(String id) {
        return new SystemChecks(KVM).claim(id);
    }

    static Outcome decide(Claim claim) {
        return decide(claim.model(), claim.law());
    }

    /** Settings on top of their initial values, as claims have them; a preset starts from its own. */
    static Scope scope(String settings) {
        return Scope.of("test", KVM.settings()).with(settings);
    }

    static Outcome decide(KvmDesign design, String law, String scope) {
        return decide(KVM.model(design, scope(scope)), law);
    }

    static Outcome decide(Model model, String law) {
        return SystemChecks.search(model, law).outcomes().get(0);
    }
}
