package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Scope;
import dev.stalemate.pathfinder.CodeSystem;
import java.util.ArrayList;
import java.util.List;

/** The questions about a protocol as code: those that claims about the model of it ask, and the code answers. */
public final class CodeQuestions {
    private CodeQuestions() {}

    /** A question for each such claim, at the scope at which Java PathFinder is asked about the model. */
    public static List<Question> of(CodeSystem code, Listener listener) {
        FittingScope scopes = new FittingScope(Agreement.STATES, FittingScope.quiet(listener));
        List<Question> questions = new ArrayList<>();
        for (Claim claim : code.modelled().claims()) {
            Question modelled = Question.of(claim);
            Searched searched = Agreement.of(List.of(modelled)).isEmpty() ? null : scopes.of(modelled);
            Scope scope = searched == null
                    ? null
                    : code.counterpart(claim, searched.question().scope()).scope();
            if (scope != null) {
                questions.add(new Question(claim, true, code, claim.design(), ImmutableList.of(scope), claim.law()));
            }
        }
        return questions;
    }
}
