package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordCommandTest {
    /** Columns that no clock and no seed decides: id, years, design, steps, states; and what fixed it, with its states. */
    private static final int[] COMPARED = {1, 3, 4, 5, 6, 10, 11};

    @Test
    void everyBugOfThePastIsFoundAndFixedAsTheRecordSays() throws IOException {
        Tool.Result result = Tool.ofEverySystem().run("record", "--seed", "1", "--walks", "2000");

        assertThat(result.code()).isZero();
        long bugs = Systems.catalogue().claims().stream()
                .filter(claim -> claim.id().matches("H\\d+"))
                .count();
        assertThat(bugs).isGreaterThanOrEqualTo(49);
        assertThat(result.out())
                .contains("\n%1$d of %1$d designs before are violated, %1$d of %1$d after hold.".formatted(bugs));
        assertThat(rows(result.out()))
                .hasSize((int) bugs)
                .isEqualTo(rows(Files.readString(Path.of("docs/reference/field-record.md"))));
    }

    private static List<List<String>> rows(String markdown) {
        return markdown.lines()
                .filter(line -> line.startsWith("| H"))
                .map(line -> line.split(" ?\\| ?", -1))
                .map(cells -> Arrays.stream(COMPARED).mapToObj(i -> cells[i]).toList())
                .toList();
    }

    @Test
    void anInterruptedRecordKeepsTheOldOneAndWritesWhatItHasBesideIt(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("record.md"), "old");
        Path part = directory.resolve("record.part.md");
        for (int look = 1; Files.notExists(part); look++) {
            Tool.Result result = Tool.ofEverySystem()
                    .interruptedAtLook(look)
                    .run("record", "--seed", "1", "--walks", "20", "-o", file.toString());
            assertThat(result.code()).isEqualTo(ExitCode.BOUND.number());
            assertThat(result.err()).contains("bugs were looked for");
            assertThat(file).hasContent("old");
        }
        assertThat(rows(Files.readString(part))).hasSize(1);
    }

    @Test
    void whereThereAreNoneThereIsNothingToRecord() {
        Tool.Result result = Tool.mutex().run("record");

        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err()).contains("there is no bug of the past to record");
    }

    @Test
    void walksThatCannotBeAreRefused() {
        assertThat(Tool.mutex().run("record", "--walks", "0").err())
                .contains("--walks and --length need a positive number");
    }
}
