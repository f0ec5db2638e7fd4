package dev.stalemate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stalemate.outside.Child;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPIN's reports are read, and a report that isn't one of a complete search is refused. */
class SpinTest {
    private static String recorded(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SpinTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void readsTheFiguresOfARecordedReport() throws IOException {
        Measured measured = Spin.parse(recorded("pan-3x3.txt"));

        assertThat(measured.states()).isEqualTo(1_106_976);
        assertThat(measured.transitions()).isEqualTo(21_457_921);
        assertThat(measured.seconds()).isEqualTo(10.8);
        assertThat(measured.bytesPerState()).isCloseTo(196.795 * 1024 * 1024 / 1_106_976, within(1e-9));
        assertThat(measured.allocatedBytesPerTransition()).isNaN();
    }

    @Test
    void readsCountsThatSpinRounds() throws IOException {
        Measured measured = Spin.parse(recorded("pan-3x4.txt"));

        assertThat(measured.states()).isEqualTo(24_256_320);
        assertThat(measured.transitions()).isEqualTo(567_139_780);
        assertThat(measured.sameCounts(new Measured(24_256_320, 567_139_777, 30, 1, 1, 1)))
                .isTrue();
        assertThat(measured.sameCounts(new Measured(24_256_320, 567_130_000, 30, 1, 1, 1)))
                .isFalse();
        assertThat(measured.sameCounts(new Measured(24_256_321, 567_139_777, 30, 1, 1, 1)))
                .isFalse();
    }

    @Test
    void refusesReportsWithoutAnAnswer() throws IOException {
        String report = recorded("pan-3x3.txt");

        assertThatThrownBy(() -> Spin.parse(recorded("pan-violated.txt")))
                .isInstanceOf(IOException.class)
                .hasMessage("SPIN did not complete its search");
        assertThatThrownBy(() -> Spin.parse("error: max search depth too small\n" + report))
                .hasMessage("SPIN did not complete its search");
        assertThatThrownBy(() -> Spin.parse(report.replace("errors: 0", "errors: 1")))
                .hasMessage("SPIN found an error in the model");
        assertThatThrownBy(() -> Spin.parse(report.replace("elapsed", "")))
                .hasMessageContaining("SPIN's report has no figure for");
    }

    @Test
    void saysWhichProgramIsMissing(@TempDir Path directory) throws IOException {
        assertThat(Spin.missing(directory.toString())).contains("spin is not installed: not compared");

        install(directory, "spin");
        assertThat(Spin.missing(directory.toString())).contains("gcc is not installed: SPIN is not compared");

        install(directory, "gcc");
        assertThat(Spin.missing("/nonexistent:" + directory)).isEmpty();
    }

    private static void install(Path directory, String program) throws IOException {
        Path file = Files.createFile(directory.resolve(program));
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void runsSpinOnTheModel(@TempDir Path directory) throws IOException {
        String missing = Spin.missing(System.getenv("PATH")).orElse("");
        assumeTrue(missing.isEmpty(), missing);

        Measured measured = Spin.run(new Size(2, 2), new Child(directory, () -> false), directory);

        assertThat(measured.states()).isEqualTo(3_116);
        assertThat(measured.transitions()).isEqualTo(33_005);
    }
}
