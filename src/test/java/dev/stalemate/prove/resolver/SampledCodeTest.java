package dev.stalemate.prove.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampledCodeTest {
    @ParameterizedTest
    @CsvSource({"0,200", "1,2000", "2,3000", "8,3000", "10,1000", "40,200"})
    void termsAreWhatTheCodeGives(int pairs, int samples) {
        assertThat(new SampledCode(new LookUps(), pairs).difference(new Random(pairs), samples))
                .isEmpty();
    }
}
