package dev.stalemate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program written by hand has the counts of SPIN and of the search. */
class HandWrittenTest {
    @ParameterizedTest
    @CsvSource({"2, 2, 3116, 33005", "3, 3, 1106976, 21457921"})
    void countsAsSpinDoes(int vcpus, int frames, int states, long transitions) {
        HandWritten.Result result = HandWritten.explore(vcpus, frames);

        assertThat(result.states()).isEqualTo(states);
        assertThat(result.transitions()).isEqualTo(transitions);
        assertThat(result.holds()).isTrue();
        assertThat(result.bytes()).isBetween(16L * states, 64L * states);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 5", "4, 1"})
    void hasRoomForEveryStateOfASmallModel(int vcpus, int frames) {
        assertThat(HandWritten.explore(vcpus, frames).holds()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "6, 6", "100, 100"})
    void refusesWhatItHasNoRoomFor(int vcpus, int frames) {
        assertThatThrownBy(() -> HandWritten.explore(vcpus, frames))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no room for " + vcpus + " vCPUs and " + frames + " frames");
    }
}
