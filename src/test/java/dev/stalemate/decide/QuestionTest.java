package dev.stalemate.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Mutex.Way;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Questions, and which of them one search decides. */
class QuestionTest {
    private final ModelSystem mutex = new Mutex();
    private final Scope two = mutex.scope("small");
    private final Scope three = mutex.scope("processes=3");

    private Question ask(Way design, Scope scope, String law) {
        return Question.of(mutex, design, List.of(scope), law);
    }

    @Test
    void oneSearchDecidesWhatIsAskedOfADesignAtTheSameSettings() {
        Question first = ask(Way.RIGHT, two, "exclusive");
        Question larger = ask(Way.RIGHT, three, "exclusive");
        Question broken = ask(Way.BROKEN, two, "exclusive");
        Question named = ask(Way.RIGHT, two.named("another name"), "nobody-wants");
        Question samePlace = ask(Way.RIGHT, three.named("small"), "nobody-wants");
        assertThat(Question.bySpace(List.of(first, larger, broken, named, samePlace)))
                .containsExactly(List.of(first, named), List.of(larger, samePlace), List.of(broken));
    }

    @Test
    void aQuestionIsCalledAfterItsClaimOrElseItsDesign() {
        Question claimed = Question.of(mutex.claims().get(0));
        assertThat(claimed.name()).isEqualTo("M1");
        assertThat(claimed.binding()).isTrue();
        Question elsewhere = claimed.at(three, false);
        assertThat(elsewhere.name()).isEqualTo("M1");
        assertThat(elsewhere.binding()).isFalse();
        assertThat(elsewhere.scopes()).isEqualTo(ImmutableList.of(three));
        assertThat(ask(Way.RIGHT, two, "exclusive").name()).isEqualTo("mutex/right");
        assertThat(ask(Way.RIGHT, two, "exclusive").binding()).isFalse();
    }
}
