package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import dev.stalemate.decide.Decision.Effort;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something to decide: whether a law holds of a design at a scope.
 *
 * @param claim the claim that asks; null where the user explores
 * @param binding whether the claim's verdict must be met
 * @param scopes where it is asked, from 1; several where the user explores and names none
 * @param law the law's name
 */
public record Question(
        @Nullable Claim claim,
        boolean binding,
        ModelSystem system,
        Design design,
        ImmutableList<Scope> scopes,
        String law) {

    /** The question that a claim asks: its recorded verdict must be met. */
    public static Question of(Claim claim) {
        return new Question(claim, true, claim.system(), claim.design(), ImmutableList.of(claim.scope()), claim.law());
    }

    /** The question of a user, which no verdict is recorded for. */
    public static Question of(ModelSystem system, Design design, List<Scope> scopes, String law) {
        return new Question(null, false, system, design, ImmutableList.copyOf(scopes), law);
    }

    /** The first of its scopes. */
    public Scope scope() {
        return scopes.get(0);
    }

    /** The claim's id, or else the design. */
    public String name() {
        return claim == null ? system.name() + "/" + design.name() : claim.id();
    }

    /** The same at another scope. */
    public Question at(Scope other, boolean isBinding) {
        return new Question(claim, isBinding, system, design, ImmutableList.of(other), law);
    }

    /** The same about another law. */
    public Question about(String other) {
        return new Question(claim, binding, system, design, scopes, other);
    }

    private List<Object> space() {
        return List.of(system.name(), design.name(), Map.copyOf(scope().changes()), ModelSystem.comparesWith(law));
    }

    /** The questions in groups, each of which one search can decide, in the order of the first of each. */
    static List<List<Question>> bySpace(Collection<Question> questions) {
        List<List<Question>> spaces = new ArrayList<>();
        Multimaps.index(questions, Question::space).asMap().values().forEach(space -> spaces.add(List.copyOf(space)));
        return spaces;
    }

    /**
     * The design at its first scope, perhaps beside the one with which the law compares it.
     *
     * @throws QuestionException if the design can't have that scope
     */
    public Model model() {
        return QuestionException.of(() -> system.build(design, scope(), law));
    }

    /**
     * The law in a model of it.
     *
     * @throws QuestionException if the model has none of that name
     */
    public Law law(Model model) {
        return QuestionException.of(() -> model.law(law));
    }

    /** No answer, and why. */
    Decision undecided(Model model, String why) {
        return new Decision(
                claim,
                binding,
                model,
                law(model),
                Verdict.UNDECIDED,
                null,
                new Effort(0, 0, 0, 0, null),
                ImmutableList.of(),
                ImmutableMap.of(),
                why,
                false,
                null,
                null);
    }

    /**
     * The model, for a decider that must list its steps.
     *
     * @throws TooWideException if there are too many to list
     */
    Model finiteModel(String decider) {
        Model model = model();
        if (!model.isFinite()) {
            throw new TooWideException("scope " + model.scope().name() + " is too wide for " + decider);
        }
        return model;
    }
}
