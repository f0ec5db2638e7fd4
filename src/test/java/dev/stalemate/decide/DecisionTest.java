package dev.stalemate.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.toy.Mutex;
import org.junit.jupiter.api.Test;

/** What must be told in full. */
class DecisionTest {
    private final ModelSystem mutex = new Mutex();
    private final Claim holds = mutex.claims().get(0);
    private final Claim violated = mutex.claims().get(1);

    /** No answer; {@code clean} if random walks ran to their end. */
    private static Decision unanswered(Question question, boolean clean) {
        Decision d = question.undecided(question.model(), "");
        return new Decision(
                d.claim(),
                d.binding(),
                d.model(),
                d.law(),
                d.found(),
                d.trace(),
                d.effort(),
                d.vacuous(),
                d.figures(),
                d.note(),
                clean,
                d.coverage(),
                d.reach());
    }

    @Test
    void walksThatFindNothingSpeakForAClaimThatHoldsOnly() {
        assertThat(unanswered(Question.of(holds), true).unexpected()).isFalse();
        assertThat(unanswered(Question.of(holds), false).unexpected()).isTrue();
        assertThat(unanswered(Question.of(violated), true).unexpected()).isTrue();
    }

    @Test
    void aVerdictDoesNotHaveToBeMetAtAScopeOfTheUsersOwn() {
        Question elsewhere = Question.of(violated).at(mutex.scope("processes=3"), false);
        assertThat(unanswered(elsewhere, false).unexpected()).isFalse();
    }
}
