package dev.stalemate.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A name that nothing has is told with those that are near it. */
class NamesTest {
    @ParameterizedTest
    @CsvSource(
            value = {
                "k3 | K3 K30 R3 | K3", // upper and lower case alone
                "chekc | check shrink | check", // two letters swapped
                "chek | check | check", // one too few
                "checkk | check | check", // one too many
                "chack | check | check", // another one
                "no-stale | no-stale-quiescent never-weaker | no-stale-quiescent", // a beginning
                "linux-6.8 | linux-6.7 linux-6.11 cd0-zaps-all | linux-6.7",
                "K99 | K9 K19 A1 | K9 or K19",
                "M19 | M12 M13 M14 M15 | M12 or M13 or M14", // not more than three
            },
            delimiter = '|')
    void namesWhatMayBeMeant(String name, String all, String meant) {
        assertThat(Names.meant(name, Splitter.on(' ').splitToList(all))).isEqualTo("; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @CsvSource({"kvm, mutex", "best, right", "a, bc", "'', a", "k1, k2"})
    void guessesNothingThatIsFar(String name, String other) {
        assertThat(Names.meant(name, List.of(other))).isEmpty();
    }

    @Test
    void aLongTextIsNotCompared() {
        assertThat(Names.meant("x".repeat(1_000_000), List.of("x".repeat(1_000_001))))
                .isEmpty();
    }

    @Test
    void saysWhatThereIs() {
        assertThat(Names.missing("no scope 'smal'", "smal", List.of("small", "tagged")))
                .isEqualTo("no scope 'smal'; did you mean small? There are [small, tagged]");
        assertThat(Names.missing("no scope 'huge'", "huge", List.of("small", "tagged")))
                .isEqualTo("no scope 'huge'; there are [small, tagged]");
    }
}
