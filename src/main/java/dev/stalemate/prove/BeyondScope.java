package dev.stalemate.prove;

import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Field;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known, beyond its scope, of a claim that holds: how it is proved, or why it is not.
 *
 * @param claim the claim
 * @param proof how it is proved; null if it is not
 * @param obstacle why it is not proved; null if it is
 * @param detail what in particular is the reason, such as the settings of the scope; empty if the reason says all
 */
public record BeyondScope(Claim claim, @Nullable Proof proof, @Nullable Obstacle obstacle, String detail) {
    /** Those of all claims that hold, in the order of their systems. */
    public static List<BeyondScope> of(Catalogue catalogue) {
        return catalogue.claims().stream()
                .filter(claim -> claim.recorded() == Verdict.HOLDS)
                .map(BeyondScope::of)
                .toList();
    }

    /** That of one claim which holds. */
    public static BeyondScope of(Claim claim) {
        for (Proof proof : claim.system().proofs()) {
            if (proof.claim().equals(claim.id())) {
                return new BeyondScope(claim, proof, null, "");
            }
        }
        Model model = claim.model();
        if (model.law(claim.law()).kind() != Law.Kind.ALWAYS) {
            return bounded(claim, Obstacle.RUNS, "");
        }
        if (claim.system().settings().isEmpty()) {
            return bounded(claim, Obstacle.NOTHING_LEFT, "");
        }
        String pointers = pointers(model.layout());
        if (!pointers.isEmpty()) {
            return bounded(claim, Obstacle.LINKED, pointers);
        }
        return inScope(claim);
    }

    private static BeyondScope bounded(Claim claim, Obstacle why, String detail) {
        return new BeyondScope(claim, null, why, detail);
    }

    /** The fields of entries whose values name entries of the same kind. */
    private static String pointers(Layout layout) {
        return layout.fields().stream()
                .filter(field -> field.width() > 0)
                .filter(field -> {
                    Layout.Reference names = layout.references().get(field);
                    return names != null && field.indices().contains(names.to());
                })
                .map(Field::name)
                .collect(Collectors.joining(", "));
    }

    private static BeyondScope inScope(Claim claim) {
        Map<String, Obstacle> known = Obstacle.of(claim);
        Obstacle first = known.values().stream().sorted().findFirst().orElse(null);
        if (first != null) {
            return bounded(
                    claim,
                    first,
                    known.entrySet().stream()
                            .filter(setting -> setting.getValue() == first)
                            .map(Map.Entry::getKey)
                            .collect(Collectors.joining(", ")));
        }
        if (claim.system().proofs().isEmpty()) {
            return bounded(claim, Obstacle.SYSTEM, "");
        }
        String more = claim.scope().changes().entrySet().stream()
                .filter(setting -> provedScopes(claim.system()).noneMatch(scope -> scope.containsKey(setting.getKey())))
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(", "));
        return bounded(claim, more.isEmpty() ? Obstacle.CLAIM : Obstacle.SCOPE, more);
    }

    /** The settings that differ from their initial values, for each claim with a proof. */
    private static Stream<Map<String, String>> provedScopes(ModelSystem system) {
        return system.claims().stream()
                .filter(claim ->
                        system.proofs().stream().anyMatch(proof -> proof.claim().equals(claim.id())))
                .map(claim -> claim.scope().changes());
    }

    /** Whether a proof is written down, which `prove` tries. */
    public boolean hasProof() {
        return proof != null;
    }

    /** What it has a proof for, or why it has none, in a few words. */
    public String words() {
        if (proof != null) {
            return "a proof is written down: " + proof.says();
        }
        String why = obstacle == null ? "" : obstacle.words();
        return detail.isEmpty() ? why : why + " (" + detail + ")";
    }

    /** The same in a sentence or two. */
    public String sentence() {
        return obstacle == null || proof != null
                ? words()
                : obstacle.says() + (detail.isEmpty() ? "" : " Here: " + detail + ".");
    }
}
