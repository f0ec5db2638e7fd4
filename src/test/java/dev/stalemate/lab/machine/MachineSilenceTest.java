package dev.stalemate.lab.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a machine has said nothing for too long. */
class MachineSilenceTest {
    private Duration worked = Duration.ZERO;
    private long now;
    private final MachineSilence silence = new MachineSilence(Duration.ofSeconds(60), () -> worked, () -> now);

    private void pass(Duration time, Duration ofWork) {
        now += time.toNanos();
        worked = worked.plus(ofWork);
    }

    @Test
    void aBusyHostEndsNoMachine() {
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMinutes(1), Duration.ofMillis(500));
            assertThat(silence.isTooLong()).isFalse();
        }
        pass(Duration.ofMinutes(1), Duration.ofSeconds(11));
        assertThat(silence.isTooLong()).isTrue();
    }

    @Test
    void aMachineThatStandsStillIsTooSilent() {
        pass(Duration.ofSeconds(119), Duration.ZERO);
        assertThat(silence.isTooLong()).isFalse();
        pass(Duration.ofSeconds(2), Duration.ZERO);
        assertThat(silence.isTooLong()).isTrue();
    }

    @Test
    void aWordBeginsAgain() {
        pass(Duration.ofSeconds(59), Duration.ofSeconds(59));
        silence.broken();
        pass(Duration.ofSeconds(59), Duration.ofSeconds(59));
        assertThat(silence.isTooLong()).isFalse();
    }
}
