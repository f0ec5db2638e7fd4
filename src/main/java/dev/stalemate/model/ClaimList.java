package dev.stalemate.model;

import dev.stalemate.model.Claim.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A system's claims as they are written down: each at the scope {@code small} with settings of its own. */
public abstract class ClaimList {
    private final ModelSystem system;
    private final List<Claim> claims = new ArrayList<>();

    /** No claims yet. */
    protected ClaimList(ModelSystem system) {
        this.system = system;
    }

    /** What was written down, in that order. */
    protected final List<Claim> all() {
        return List.copyOf(claims);
    }

    /** A claim whose verdict is what the thread expects. */
    protected final void claim(String id, Design design, String law, String scope, Verdict expected, String says) {
        add(id, design, law, scope, expected, says, null);
    }

    /** A claim whose verdict is not what the thread expects, and why. */
    protected final void finding(
            String id,
            Design design,
            String law,
            String scope,
            Verdict expected,
            String says,
            Verdict found,
            String why) {
        add(id, design, law, scope, expected, says, new Finding(found, why));
    }

    /** A question that the thread leaves open, and its answer. */
    protected final void answer(
            String id, Design design, String law, String scope, Verdict found, String says, String why) {
        add(id, design, law, scope, null, says, new Finding(found, why));
    }

    private void add(
            String id,
            Design design,
            String law,
            String scope,
            @Nullable Verdict expected,
            String says,
            @Nullable Finding finding) {
        Scope at = Scope.of("small", system.settings()).with(scope).named(id);
        claims.add(new Claim(id, system, design, law, at, expected, says, finding));
    }
}
