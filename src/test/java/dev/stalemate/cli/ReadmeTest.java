package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.stalemate.cli.session.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what there is. */
final class ReadmeTest {
    private static final Path README = Path.of("README.md");

    @Test
    void itsFirstRunIsWhatTheToolPrints() throws IOException {
        String out = Tool.ofEverySystem().run("check", "K3").out();

        assertThat(untimed(Files.readString(README))).contains("$ ./stalemate check K3\n" + untimed(out) + "```\n");
        Matcher states = Pattern.compile(" ([0-9,]+) +[0-9.]+ s\n").matcher(out);
        assertThat(states.find()).isTrue();
        assertThat(Files.readString(README)).contains("found by searching " + states.group(1) + " states");
    }

    private static String untimed(String text) {
        return text.replaceAll("\\d+\\.\\d\\d s\n", "? s\n");
    }

    @Test
    void thePatchInJavaIsTheOneThatIsTested() throws IOException {
        String page = Files.readString(Path.of("docs/how-to/your-patch.md"));
        int start = page.indexOf("```java\nfinal class MyPatch") + "```java\n".length();
        List<String> shown = Splitter.on('\n').splitToList(page.substring(start, page.indexOf("```", start)));
        String tested = Files.readString(Path.of("docs/examples/MyPatch.java"));

        assertThat(shown).hasSizeGreaterThan(15);
        assertThat(shown)
                .filteredOn(line -> !line.isBlank() && !line.strip().equals("..."))
                .allSatisfy(line -> assertThat(tested).contains(line + "\n"));
    }

    @Test
    void theExitCodesAreTheTools() throws IOException {
        String page = Files.readString(Path.of("docs/reference/exit-codes.md"));
        for (ExitCode code : ExitCode.values()) {
            assertThat(page).contains("| " + code.number() + " | " + code.says() + " |\n");
        }
    }

    @Test
    void itFitsAScreen() throws IOException {
        List<String> lines = Files.readAllLines(README);
        assertThat(lines).hasSizeLessThanOrEqualTo(115).allSatisfy(line -> assertThat(line)
                .hasSizeLessThanOrEqualTo(120));
    }

    @Test
    void theFilesItLinksToExist() throws IOException {
        List<String> links = Splitter.on("](").splitToList(Files.readString(README)).stream()
                .skip(1)
                .map(rest -> rest.substring(0, rest.indexOf(')')))
                .filter(link -> !link.startsWith("http"))
                .toList();

        assertThat(links).isNotEmpty().allSatisfy(link -> assertThat(Path.of(link))
                .exists());
    }
}
