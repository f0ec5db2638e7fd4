package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.model.Design;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Mutex.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code check --against}. */
class AgainstCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private Tool.Result check(Tool tool, String... args) {
        List<String> all = new ArrayList<>(List.of("check", "--save", directory.toString()));
        all.addAll(List.of(args));
        return tool.run(all.toArray(new String[0]));
    }

    private JsonNode json(Tool tool, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--json", "-"));
        return new ObjectMapper()
                .readTree(check(tool, all.toArray(new String[0])).out());
    }

    @Test
    void oneScreenSaysWhatADesignChanges() {
        Tool.Result result = check(Tool.mutex(), "mutex/broken", "--against", "mutex/right");
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.out().replace(directory.toString(), "DIR"))
                .isEqualTo(
                        """
                        mutex/broken against mutex/right: 1 newly broken, none fixed, 1 still broken, 1 still holds, 1
                          vacuous; 0.00 s

                        Claims of right
                        claim  property         right  broken
                        M1     exclusive        holds  violated (4 steps)  newly broken
                        M4     exclusive        holds  violated (4 steps)  newly broken
                        M2     somebody-enters  holds  holds               as base
                        Of 3 claims of right, 1 is as before, 2 newly broken.

                        Properties, each asked at the scopes that have it (1 scope)
                        property   newly broken  still broken  still holds  vacuous
                        exclusive             1
                        As before wherever both have an answer: somebody-enters, crowded, nobody-wants

                        Newly broken
                          exclusive at small, 4 steps: want 0; want 1; enter 0; enter 1

                        Still broken
                          nobody-wants (small, 1 step)

                        Costs of mutex
                        scenario  design  steps  most inside  entered
                        rush      right       4            1        1
                        rush      broken      5            2        2
                        alone     right       1            0
                        alone     broken      1            0
                          rush: two processes want to enter, and do where they may
                          alone: one process enters

                        Newly broken, in full
                        mutex/broken at scope small
                          (1) want process=0
                              wants of process 0: 0 -> 1
                          (2) want process=1
                              wants of process 1: 0 -> 1
                          (3) enter process=0
                              wants of process 0: 1 -> 0
                              inside of process 0: 0 -> 1
                          (4) enter process=1
                              wants of process 1: 1 -> 0
                              inside of process 1: 0 -> 1
                        After (4) exclusive is violated: at most one process is inside
                        What breaks: isolation (a guest reaches memory that belongs to another)
                        saved; to see it again: stalemate replay DIR/mutex/broken-exclusive.json
                        saved; to see it again: stalemate replay DIR/mutex/broken-nobody-wants.json
                        """);
        assertThat(Tool.mutex()
                        .run(
                                "replay",
                                directory.resolve("mutex/broken-exclusive.json").toString())
                        .code())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "mutex/right, mutex/right, 0",
        "mutex/broken, mutex/broken, 0",
        "mutex/right, mutex/broken, 0",
        "mutex/broken, mutex/right, 12",
        "mutex/broken, mutex/idle, 12",
        "mutex/idle, mutex/right, 14",
        "mutex/right, mutex/idle, 0",
    })
    void itsCodeSaysWhetherAnythingIsNewlyBroken(String design, String base, int code) {
        assertThat(check(Tool.mutex(), design, "--against", base).code()).isEqualTo(code);
    }

    @Test
    void aBoundLeavesItUndecided() {
        Tool.Result result = check(Tool.mutex(), "mutex/right", "--against", "mutex/right", "--max-states", "1");
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out())
                .contains(
                        "\nNo answer\n  a bound ended the search: exclusive at small, somebody-enters at small, crowded at small\n")
                .contains("\nAs before wherever both have an answer: nobody-wants\n")
                .contains("Of 3 claims of right, none is as before, 3 undecided.");
    }

    @Test
    void ctrlCLeavesItUndecided() {
        Tool.Result result = check(Tool.mutex().interrupted(), "mutex/right", "--against", "mutex/broken");
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out()).contains("  interrupted: exclusive at small, ").contains("4 undecided");
    }

    @Test
    void theDesignWhoseCodeFailsIsNamedOnItsSide() {
        Tool faulty = new Tool(new Mutex() {
            @Override
            public List<Design> designs() {
                return List.of(Way.RIGHT, Way.FAULTY);
            }
        });
        for (List<String> sides : List.of(List.of("right", "faulty"), List.of("faulty", "right"))) {
            Tool.Result result = check(faulty, "mutex/" + sides.get(0), "--against", "mutex/" + sides.get(1));
            assertThat(result.code()).isEqualTo(65);
            assertThat(result.err()).containsOnlyOnce("mutex/faulty failed at scope small,");
            assertThat(result.out())
                    .contains("can't be asked of faulty: the design's code failed: exclusive at small, ")
                    .doesNotContain("of right: ");
        }
    }

    @Test
    void onlyWhatIsNamedIsAsked() throws IOException {
        assertThat(json(Tool.mutex(), "mutex/broken", "M2", "--against", "mutex/right")
                        .path("questions"))
                .singleElement()
                .satisfies(question -> {
                    assertThat(question.path("claims").path(0).asText()).isEqualTo("M2");
                    assertThat(question.path("change").asText()).isEqualTo("still holds");
                });
        assertThat(json(Tool.mutex(), "mutex/broken", "--against", "mutex/right", "--property", "exclusive")
                        .path("questions"))
                .extracting(question -> question.path("property").asText())
                .containsExactly("exclusive");
        assertThat(json(Tool.mutex(), "mutex/broken", "--against", "mutex/right", "--scope", "processes=3")
                        .path("questions"))
                .hasSize(4)
                .extracting(question -> question.path("scope").asText())
                .containsOnly("processes=3");
    }

    @Test
    void theJsonHasBothAnswersAndTheCosts() throws IOException {
        JsonNode json = json(Tool.mutex(), "mutex/broken", "--against", "mutex/right");
        assertThat(json.path("base").asText()).isEqualTo("right");
        assertThat(json.path("design").asText()).isEqualTo("broken");
        assertThat(json.path("summary").path("newly broken").asInt()).isEqualTo(1);
        assertThat(json.path("summary").path("asked").asInt()).isEqualTo(4);
        JsonNode exclusive = json.path("questions").path(0);
        assertThat(exclusive.path("property").asText()).isEqualTo("exclusive");
        assertThat(exclusive.path("base").path("found").asText()).isEqualTo("holds");
        assertThat(exclusive.path("design").path("found").asText()).isEqualTo("violated");
        assertThat(exclusive.path("design").path("counterexample")).hasSize(4);
        assertThat(json.path("costs")).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            mutex/broken --against right                            | 'right' is no design
            mutex --against mutex/right                             | --against compares one design
            --against mutex/right                                   | --against compares one design
            mutex/broken mutex/idle --against mutex/right           | --against compares one design
            mutex/broken --against mutex/rihgt                      | did you mean right?
            mutex/broken --against other/right                      | no system 'other'
            mutex/broken M9 --against mutex/right                   | no claim 'M9' of mutex
            mutex/broken M1 --against mutex/right --scope small     | claims are asked at their own scopes
            mutex/broken --against mutex/right --property exlusive  | did you mean exclusive?
            mutex/broken --against mutex/right --driver random      | --against needs --driver bfs
            mutex/broken --against mutex/right --scope auto         | --against needs --driver bfs
            mutex/broken --against mutex/right --checkpoint x       | need a check without --against
            """)
    void whatItCanNotCompareIsRefused(String args, String message) {
        Tool.Result result = check(Tool.mutex(), args.strip().split(" +"));
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).contains(message);
    }

    /** The claims of a release, of the release itself and of a design that lacks what two of its commits brought. */
    @Test
    void linuxAgainstItselfAndAgainstAnOlderOne() throws IOException {
        Tool tool = Tool.ofEverySystem();
        JsonNode same = json(tool, "kvm/linux-6.7", "--against", "kvm/linux-6.7", "--max-states", "20000");
        assertThat(same.path("summary").path("newly broken").asInt()
                        + same.path("summary").path("fixed").asInt()
                        + same.path("summary").path("no longer tested").asInt())
                .isZero();
        assertThat(same.path("summary").path("still broken").asInt()).isPositive();

        JsonNode older = json(tool, "kvm/linux-6.0", "K10", "K11", "K13", "--against", "kvm/linux-6.7");
        List<String> broken = new ArrayList<>();
        older.path("questions").forEach(question -> {
            if (question.path("change").asText().equals("newly broken")) {
                question.path("claims").forEach(claim -> broken.add(claim.asText()));
            }
        });
        assertThat(broken).containsExactlyInAnyOrder("K10", "K10b", "K10c", "K10f", "K11", "K11c");
    }

    /** A program that answers one call, always the same, and leaves everything else to its base. */
    private String program(String call, String answer) throws IOException {
        Path file = directory.resolve("my-design");
        Files.writeString(
                file,
                """
                #!/bin/sh
                while read -r line; do
                    case $line in
                    design*) echo "ok calls=%s" ;;
                    *) echo "%s" ;;
                    esac
                done
                """
                        .formatted(call, answer));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    @Test
    void aDesignOfTheUsersIsComparedWithItsBase() throws IOException {
        Tool.Result result = check(
                Tool.ofEverySystem(),
                "kvm/linux-6.7",
                "--design",
                program("noncoherent-dma", "ok"),
                "--property",
                "no-stale-igmt");
        assertThat(result.code()).as(result.err()).isEqualTo(12);
        assertThat(result.out())
                .startsWith("kvm/my-design against kvm/linux-6.7: ")
                .containsPattern("K11 +no-stale-igmt +holds +violated \\(2 steps\\) +newly broken\n")
                .containsPattern("K11c +no-stale-igmt +holds +violated \\(2 steps\\) +newly broken\n")
                .contains("Of 2 claims of linux-6.7, none is as before, 2 newly broken.")
                .contains(", 2 steps: touch 0 0x0; attach-device\n");
    }

    @Test
    void aDesignThatDecidesAsItsBaseDoesChangesNothing() throws IOException {
        Tool.Result result = check(
                Tool.ofEverySystem(),
                "kvm/linux-6.7",
                "--design",
                program("pat-quirk-disabled", "ok"),
                "--property",
                "large-page-types");
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("none newly broken, none fixed, ");
    }

    /** As the page says: a scope of the user's own, without a base, is a check of one design. */
    @Test
    void withAScopeADesignOfTheUsersIsCheckedAlone() throws IOException {
        Tool.Result result = check(
                Tool.ofEverySystem(),
                "kvm/linux-6.7",
                "--design",
                program("noncoherent-dma", "ok"),
                "--scope",
                "devices=1",
                "--property",
                "no-stale-igmt");
        assertThat(result.out()).startsWith("id ").doesNotContain("against");
    }

    @Test
    void ctrlCEndsAWatchWithoutAnError() throws IOException {
        Tool.Result result = check(
                Tool.ofEverySystem().interrupted(),
                "kvm/linux-6.7",
                "--design",
                program("noncoherent-dma", "ok"),
                "--watch");
        assertThat(result.code()).as(result.err()).isEqualTo(64);
        assertThat(result.err()).contains("--watch prints, and writes no file");
        result = Tool.ofEverySystem()
                .interrupted()
                .run(
                        "check",
                        "kvm/linux-6.7",
                        "--design",
                        directory.resolve("my-design").toString(),
                        "--watch");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).isEmpty();
    }

    @Test
    void onlyAFileCanBeWatched() {
        for (String[] args : new String[][] {
            {"check", "mutex/right", "--watch"},
            {"check", "mutex/right", "--watch", "--design", "no/such/file"}
        }) {
            Tool.Result result = Tool.mutex().run(args);
            assertThat(result.code()).isEqualTo(64);
            assertThat(result.err()).contains("--watch needs one design of your own that is a file");
        }
    }
}
