package dev.stalemate.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Where the browser and its driver are looked for. */
class ProgramsTest {
    @TempDir
    private Path directory = Path.of("");

    private Path program(String where, String name) throws IOException {
        Path file = Files.createDirectories(directory.resolve(where)).resolve(name);
        assertThat(Files.createFile(file).toFile().setExecutable(true)).isTrue();
        return file;
    }

    @Test
    void theFirstOfEachThatCanBeRunIsTaken() throws IOException {
        Path chromium = program("b", "chromium");
        program("c", "chromium");
        Path driver = program("c", "chromedriver");
        Files.createFile(Files.createDirectories(directory.resolve("a")).resolve("chromium"));
        assertThat(Programs.in(List.of(directory.resolve("a"), directory.resolve("b"), directory.resolve("c"))))
                .contains(new Programs(chromium, driver));
    }

    @Test
    void oneWithoutTheOtherIsNone() throws IOException {
        program("b", "chromium");
        assertThat(Programs.in(List.of(directory.resolve("b")))).isEmpty();
        assertThat(Programs.in(List.of())).isEmpty();
    }

    @Test
    void withoutThemATestIsSkippedAndSaysWhy() {
        assertThatThrownBy(() -> InBrowser.orSkip(Optional.empty()))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("there is no chromium");
    }
}
