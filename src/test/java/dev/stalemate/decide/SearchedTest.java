package dev.stalemate.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Verdict;
import dev.stalemate.pathfinder.Ruling;
import dev.stalemate.search.Monitor;
import dev.stalemate.systems.Systems;
import org.junit.jupiter.api.Test;

/** Java PathFinder's answer beside the search's: no step that one of them leaves out may pass. */
class SearchedTest {
    private static Searched search(String id, int most) {
        Question question = Question.of(Systems.catalogue().claim(id));
        return Searched.of(question.at(question.scope().with("vcpus=2,ranges=1"), false), most, Monitor.SILENT);
    }

    private static Ruling says(Verdict verdict, long states) {
        return new Ruling(verdict, "", null, 10 * states, states, ImmutableList.of(), 1);
    }

    @Test
    void theSameVerdictAfterTheSameStatesIsNoDifference() {
        assertThat(search("K15", 5_000).difference(says(Verdict.HOLDS, 1_045))).isEmpty();
    }

    @Test
    void fewerStatesAreADifferenceAndSoAreMore() {
        Searched searched = search("K15", 5_000);

        assertThat(searched.difference(says(Verdict.HOLDS, 1_044)))
                .isEqualTo("the search visits 1,045 states, Java PathFinder 1,044");
        assertThat(searched.difference(says(Verdict.VACUOUS, 1_046))).isNotEmpty();
        assertThat(searched.difference(says(Verdict.HOLDS, 1_046))).isNotEmpty();
    }

    /** The search ends after more states than the other judge came to. */
    @Test
    void aSearchThatFindsMoreStatesIsADifferenceBeforeItHasEnded() {
        assertThat(search("K15", 900).difference(says(Verdict.HOLDS, 899)))
                .isEqualTo("the search visits more than the 899 states of Java PathFinder");
    }

    @Test
    void anotherVerdictIsADifferenceHoweverManyStatesThereWere() {
        assertThat(search("K15j", 5_000).difference(says(Verdict.HOLDS, 1_045)))
                .isEqualTo("the search says violated, Java PathFinder holds");
        assertThat(search("K15j", 5_000).difference(says(Verdict.VIOLATED, 7))).isEmpty();
    }

    @Test
    void noAnswerIsNoDifference() {
        assertThat(search("K15", 5_000).difference(says(Verdict.UNDECIDED, 3))).isEmpty();
    }
}
