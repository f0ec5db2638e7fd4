package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who has never used the tool. */
class FirstMinuteTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void withoutArgumentsItSaysWhatOneCanDo() {
        Tool.Result result = Tool.ofEverySystem().run();
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).hasSizeLessThanOrEqualTo(10);
        assertThat(result.out().lines().filter(line -> line.startsWith("  stalemate ")))
                .hasSize(3);
    }

    @Test
    void theDemoSearchesAndWritesAPageThatIsReplayed() throws IOException {
        Path page = directory.resolve("demo.html");
        Tool.Result result = Tool.ofEverySystem().run("demo", "--no-browser", "-o", page.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("\n  (6) clear-cd\n      gpa 0x0 has UC, would get WB now: ")
                .contains("\n" + page + " shows it step by step.\n");
        assertThat(Files.readString(page)).contains("no-stale-quiescent");
        assertThat(Tool.ofEverySystem().run("replay", page.toString()).out()).startsWith("K3: ");
    }
}
