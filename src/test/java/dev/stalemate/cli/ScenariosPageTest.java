package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.CounterexampleReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/how-to/scenarios.md and docs/how-to/new-property.md show is what the tool prints. */
class ScenariosPageTest {
    private static final Pattern RUN = Pattern.compile("```\n\\$ \\./stalemate (.*)\n((?s).*?)```");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/how-to/scenarios.md"));
    }

    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words.toArray(String[]::new);
    }

    /** The page breaks lines that are too long for it. */
    private static String folded(String text) {
        return text.replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @CsvSource({"docs/how-to/scenarios.md, 4", "docs/how-to/new-property.md, 1"})
    void everyCommandPrintsWhatIsShown(String page, int least) throws IOException {
        List<MatchResult> runs =
                RUN.matcher(Files.readString(Path.of(page))).results().toList();
        assertThat(runs).hasSizeGreaterThanOrEqualTo(least);
        Tool tool = Tool.ofEverySystem();
        for (MatchResult run : runs) {
            Tool.Result result = tool.run(words(run.group(1)));
            assertThat(folded(result.out() + result.err())).as(run.group(1)).isEqualTo(folded(run.group(2)));
        }
    }

    @Test
    void theCounterexampleWrittenByHandIsReplayedAndShrunk(@TempDir Path directory)
            throws IOException, BadFileException {
        String page = page();
        int start = page.indexOf("```json\n") + "```json\n".length();
        String json = page.substring(start, page.indexOf("```", start));
        assertThat(CounterexampleReader.parse("hand.json", json.getBytes(StandardCharsets.UTF_8))
                        .initial())
                .isNull();
        Path file = Files.writeString(directory.resolve("hand.json"), json);
        Tool.Result result = Tool.ofEverySystem().run("replay", file.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out()).endsWith("violated: the file has no hashes, so no state was compared with a record\n");
        assertThat(page).contains("violated: the file has no hashes, so no state was compared with a record");
        assertThat(Tool.ofEverySystem()
                        .run("shrink", "--in-place", file.toString())
                        .code())
                .isZero();
        assertThat(CounterexampleReader.read(file).initial()).isNotNull();
    }
}
