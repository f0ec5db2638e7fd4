package dev.stalemate.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something to decide: whether a property holds of a design at a scope.
 *
 * @param claim the claim that asks; null where the user explores
 * @param binding whether the claim's verdict must be met
 * @param scopes where it is asked, from 1; several where the user explores and names none
 */
record Question(
        @Nullable Claim claim,
        boolean binding,
        ModelSystem system,
        Design design,
        ImmutableList<Scope> scopes,
        String law) {

    static Question of(Claim claim) {
        return new Question(claim, true, claim.system(), claim.design(), ImmutableList.of(claim.scope()), claim.law());
    }

    /** The first of its scopes. */
    Scope scope() {
        return scopes.get(0);
    }

    /** What progress lines call it. */
    String name() {
        return claim == null ? system.name() + "/" + design.name() : claim.id();
    }

    Question at(Scope other, boolean isBinding) {
        return new Question(claim, isBinding, system, design, ImmutableList.of(other), law);
    }

    private List<Object> space() {
        return List.of(system.name(), design.name(), Map.copyOf(scope().changes()));
    }

    /** The questions, those together that one search can decide, in the order of the first of each. */
    static List<List<Question>> bySpace(Collection<Question> questions) {
        List<List<Question>> spaces = new ArrayList<>();
        Multimaps.index(questions, Question::space).asMap().values().forEach(space -> spaces.add(List.copyOf(space)));
        return spaces;
    }

    Model model() {
        return Failure.asUsage(() -> system.build(design, scope()));
    }

    Law law(Model model) {
        return Failure.asUsage(() -> model.law(law));
    }

    /** No answer, and why. */
    Decision undecided(Model model, Law asked, String why) {
        return new Decision(
                claim,
                binding,
                model,
                asked,
                Verdict.UNDECIDED,
                null,
                new Decision.Effort(0, 0, 0, 0, null),
                ImmutableList.of(),
                ImmutableMap.of(),
                why,
                false,
                null,
                null);
    }

    /** What to call a saved counterexample. */
    String fileStem(Decision decision) {
        return system.name() + "-"
                + (claim == null ? design.name() + "-" + decision.law().name() : claim.id());
    }
}
