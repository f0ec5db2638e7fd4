package dev.stalemate.systems.kvm;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.search.BreadthFirst;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import java.util.List;

/** Checks as tests write them. */
final class KvmChecks {
    static final KvmSystem KVM = new KvmSystem();

    private KvmChecks() {}

    static Claim claim(String id) {
        return KVM.claims().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
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
        return search(model, law).outcome(model.law(law));
    }

    static SearchResult search(Model model, String law) {
        Law p = model.law(law);
        return new BreadthFirst(model, List.of(p), Limits.none(), Monitor.SILENT).run();
    }
}
