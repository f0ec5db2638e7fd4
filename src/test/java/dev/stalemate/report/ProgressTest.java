package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.search.Monitor.Snapshot;
import dev.stalemate.text.Escape;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is shown while a driver works, by a clock of the test's own. */
class ProgressTest {
    private static final Snapshot SNAPSHOT =
            new Snapshot(1_106_976, 21_457_921, 12, 4_321, TimeUnit.SECONDS.toNanos(2), 5L << 20);
    private static final String LINE = "K3: 1,106,976 states, 21,457,921 transitions, depth 12, frontier 4,321,"
            + " 10.7 million per second, 5.0 MiB";

    private static final String WIPE = Escape.OWN + "[G" + Escape.OWN + "[K";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    private Progress progress(boolean terminal, int width) {
        Progress progress =
                new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, width, clock::get);
        progress.begin("K3", "states");
        return progress;
    }

    private void after(Progress progress, long millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        progress.progress(SNAPSHOT);
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void overwritesItsLineOnATerminalOnceASecond() {
        Progress progress = progress(true, 200);
        after(progress, 999);
        assertThat(shown()).isEmpty();
        after(progress, 1);
        after(progress, 500);
        after(progress, 500);
        assertThat(shown()).isEqualTo(WIPE + LINE + WIPE + LINE);
    }

    @Test
    void saysWhatIsOnDisk() {
        Progress progress = progress(false, 20);
        clock.addAndGet(TimeUnit.SECONDS.toNanos(10));
        progress.progress(new Snapshot(7, 8, 1, 2, 1_000_000_000, 5L << 20, 0, 3L << 30));
        assertThat(shown()).endsWith("8 per second, 5.0 MiB and 3.0 GiB on disk\n");
    }

    @Test
    void saysThatASearchBeganAgain() {
        Progress progress = progress(false, 20);
        progress.restarted("without symmetry, which this design breaks");
        after(progress, 10_000);
        assertThat(shown())
                .isEqualTo(LINE.replace("K3:", "K3 again, without symmetry, which this design breaks:") + "\n");
        progress.begin("K3", "states");
        after(progress, 10_000);
        assertThat(shown()).endsWith("\n" + LINE + "\n");
    }

    @Test
    void writesALineEveryTenSecondsElsewhere() {
        Progress progress = progress(false, 20);
        after(progress, 9_999);
        assertThat(shown()).isEmpty();
        after(progress, 1);
        after(progress, 9_000);
        assertThat(shown()).isEqualTo(LINE + "\n");
    }

    @Test
    void neverWrapsOnATerminal() {
        after(progress(true, 40), 1_000);
        assertThat(shown()).isEqualTo(WIPE + LINE.substring(0, 39));
    }

    @Test
    void wipesItsLineBeforeSomethingElseIsPrinted() {
        Progress progress = progress(true, 200);
        progress.clear();
        assertThat(shown()).isEmpty();
        after(progress, 1_000);
        progress.clear();
        progress.clear();
        assertThat(shown()).isEqualTo(WIPE + LINE + WIPE);
    }

    @Test
    void timesEachRunFromItsOwnStart() {
        Progress progress = progress(true, 200);
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(900));
        progress.begin("K4", "walks");
        after(progress, 999);
        assertThat(shown()).isEmpty();
        after(progress, 1);
        assertThat(shown()).contains("K4: 1,106,976 walks");
    }

    @Test
    void tellsTheDriverToEnd() {
        Progress progress = progress(true, 80);
        assertThat(progress.stopped()).isFalse();
        progress.stop();
        assertThat(progress.stopped()).isTrue();
    }
}
