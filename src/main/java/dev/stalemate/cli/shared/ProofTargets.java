package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.model.Verdict;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.prove.BeyondScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what the user named into claims that have a proof. */
public final class ProofTargets {
    private final Session session;
    private final List<String> laws;
    private final @Nullable String like;

    /**
     * A selection.
     *
     * @param laws only claims about these properties, or all where there is none
     * @param like the claim by whose proof designs are proved; null for the claims of these designs
     */
    public ProofTargets(Session session, List<String> laws, @Nullable String like) {
        this.session = session;
        this.laws = laws;
        this.like = like;
    }

    /** The claims that ids, systems and designs stand for, each once; every claim that has a proof where none is named. */
    public List<Claim> of(List<String> targets) {
        Map<String, Claim> once = new LinkedHashMap<>();
        if (like != null && targets.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "--like " + like + " needs a design to prove, such as kvm/vm-copy");
        }
        if (targets.isEmpty()) {
            session.systems().all().forEach(system -> put(once, provable(system)));
        }
        targets.forEach(target -> put(once, of(target)));
        if (once.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE, "nothing to prove" + (laws.isEmpty() ? "" : ": no proof is about " + laws));
        }
        return List.copyOf(once.values());
    }

    /** What is known, beyond their scopes, of the claims that hold, among those that are named; of all where none is. */
    public List<BeyondScope> thatHold(List<String> targets) {
        Map<String, Claim> once = new LinkedHashMap<>();
        if (targets.isEmpty()) {
            put(once, session.systems().claims());
        }
        for (String target : targets) {
            ModelSystem whole = session.systems().find(target);
            put(once, whole == null ? named(target) : whole.claims());
        }
        List<BeyondScope> known = once.values().stream()
                .filter(claim -> isWanted(claim) && claim.recorded() == Verdict.HOLDS)
                .map(BeyondScope::of)
                .toList();
        if (known.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "no claim that holds is about what is named");
        }
        return known;
    }

    private List<Claim> named(String target) {
        List<Claim> named = session.systems().claims(target);
        if (named.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "no claim or system '" + target + "'" + Selection.meant(session, target));
        }
        return named;
    }

    private static void put(Map<String, Claim> all, List<Claim> claims) {
        claims.forEach(
                claim -> all.putIfAbsent(claim.id() + " " + claim.design().name(), claim));
    }

    private List<Claim> of(String target) {
        if (Patches.isSource(target)) {
            throw new Failure(
                    ExitCode.USAGE,
                    target
                            + " can't be proved: a proof is about the bytecode of a design that comes with the tool; check "
                            + target + " searches up to a scope");
        }
        int slash = target.indexOf('/');
        if (like != null && slash < 0) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--like " + like + " proves a design, such as kvm/vm-copy, as " + like + " is proved; " + target
                            + " is none");
        }
        if (slash >= 0) {
            ModelSystem system = session.system(target.substring(0, slash));
            return ofDesign(system, Failure.asUsage(() -> system.design(target.substring(slash + 1))));
        }
        ModelSystem whole = session.systems().find(target);
        if (whole != null) {
            return required(provable(whole), target + " has no claim with a proof");
        }
        List<Claim> named = named(target);
        List<Claim> proved = named.stream()
                .filter(claim -> isProvable(claim) && isWanted(claim))
                .toList();
        if (proved.isEmpty() && laws.isEmpty()) {
            throw new Failure(ExitCode.BOUND, why(named.get(0)));
        }
        return required(proved, "");
    }

    private List<Claim> ofDesign(ModelSystem system, Design design) {
        if (like == null) {
            return required(
                    provable(system).stream()
                            .filter(claim -> claim.design().name().equals(design.name()))
                            .toList(),
                    "no claim about " + system.name() + "/" + design.name()
                            + " has a proof; --like CLAIM proves a design as another claim is proved");
        }
        Claim model = Failure.asUsage(() -> session.systems().claim(like));
        if (!model.system().name().equals(system.name()) || !isProvable(model)) {
            throw new Failure(ExitCode.USAGE, "--like " + like + ": " + why(model));
        }
        return List.of(new Claim(
                model.id(),
                system,
                design,
                model.law(),
                model.scope(),
                null,
                "as " + model.id() + ", which is about " + model.design().name(),
                null,
                model.sources()));
    }

    private List<Claim> provable(ModelSystem system) {
        List<String> ids = system.proofs().stream().map(Proof::claim).toList();
        return system.claims().stream()
                .filter(claim -> ids.contains(claim.id()) && isWanted(claim))
                .toList();
    }

    private boolean isWanted(Claim claim) {
        return laws.isEmpty() || laws.contains(claim.law());
    }

    private static boolean isProvable(Claim claim) {
        return claim.system().proofs().stream().anyMatch(proof -> proof.claim().equals(claim.id()));
    }

    private static String why(Claim claim) {
        return claim.id()
                + (claim.recorded() == Verdict.HOLDS
                        ? " holds up to its scope, and has no proof beyond it: "
                                + BeyondScope.of(claim).sentence()
                        : " can't be proved: it is " + claim.recorded() + " within its scope; see check " + claim.id());
    }

    private List<Claim> required(List<Claim> claims, String otherwise) {
        if (claims.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE, laws.isEmpty() ? otherwise : "no proof of what is named is about " + laws);
        }
        return claims;
    }
}
