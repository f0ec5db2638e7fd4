package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.cli.session.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mtrr}: what is no success, files with several recordings, and where JSON goes. */
class MtrrCommandTest {
    private static final String ROW = "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\n";

    @TempDir
    private Path directory = Path.of("");

    private String log = "";
    private String other = "";

    @BeforeEach
    void logs() throws IOException {
        log = Files.writeString(directory.resolve("log.txt"), ROW).toString();
        other = Files.writeString(directory.resolve("other.txt"), ROW.replace("uncachable", "write-back"))
                .toString();
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private String file(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content).toString();
    }

    /** What each of these says of itself; no picture, no JSON, no page. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "binary", "empty", "directory", "missing", "io-error", "ram"})
    void nothingReadIsNoSuccess(String kind) throws IOException {
        byte[] bytes = new byte[4096];
        new Random(1).nextBytes(bytes);
        String file =
                switch (kind) {
                    case "README.md" -> "README.md";
                    case "binary" -> file("binary", bytes);
                    case "empty" -> file("empty", new byte[0]);
                    case "directory" -> directory.toString();
                    case "missing" -> directory.resolve("missing").toString();
                    case "io-error" -> "/proc/self/mem";
                    default ->
                        file(
                                "ram",
                                "BIOS-e820: 0000000000100000 - 0000000080000000 (usable)\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                };
        Path html = directory.resolve("page.html");
        Path json = directory.resolve("out.json");
        Tool.Result result = Tool.mutex().run("mtrr", file, "--html", html.toString(), "--json", json.toString());

        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("stalemate: " + file + ":").hasLineCount(1);
        assertThat(html).doesNotExist();
        assertThat(json).doesNotExist();

        Tool.Result beside = Tool.mutex().run("mtrr", log, file, other);
        assertThat(beside.code()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(beside.out()).isEqualTo(Tool.mutex().run("mtrr", log, other).out());
        assertThat(beside.err()).isEqualTo(result.err());
        assertThat(json(Tool.mutex().run("mtrr", "--json", log, file, other).out()))
                .hasSize(2);
    }

    @Test
    void eachRecordingIsAnObjectOfItsOwn() throws IOException {
        String twice = file(
                "twice",
                (ROW + "after:\n" + ROW.replace("uncachable", "write-back")).getBytes(StandardCharsets.US_ASCII));
        Tool.Result text = Tool.mutex().run("mtrr", twice);

        assertThat(text.code()).isZero();
        assertThat(text.out())
                .startsWith(twice + ", recording 1 of 2, from line 1: /proc/mtrr\n")
                .contains("\n\n" + twice + ", recording 2 of 2, from line 3: /proc/mtrr\n");
        JsonNode json = json(Tool.mutex().run("mtrr", "--json", "-", twice).out());
        assertThat(json).hasSize(2);
        assertThat(json.get(1).path("recording").toString())
                .isEqualTo("{\"number\":2,\"of\":2,\"title\":\"/proc/mtrr\",\"line\":3}");
        assertThat(json.get(1).path("variable").get(0).path("type").asText()).isEqualTo("WB");
        assertThat(Tool.mutex().run("mtrr", "--html", "-", twice).out()).contains("recording 2 of 2, from line 3");
    }

    /** Old ways to say it, and the new one: the same JSON, of the same files in the same order. */
    @Test
    void jsonGoesToStandardOutputInTheOldFormToo() throws IOException {
        String both = Tool.mutex().run("mtrr", log, other, "--json", "-").out();

        assertThat(json(both)).extracting(node -> node.path("file").asText()).containsExactly(log, other);
        for (List<String> arguments : List.of(
                List.of("--json", log, other),
                List.of(log, "--json", other),
                List.of(log, other, "--json"),
                List.of("--json", "-", log, other),
                List.of("--json=-", log, other))) {
            Tool.Result result = Tool.mutex().run(all("mtrr", arguments));

            assertThat(result.code()).as("%s", arguments).isZero();
            assertThat(result.out()).as("%s", arguments).isEqualTo(both);
        }
        assertThat(Files.readString(Path.of(log))).isEqualTo(ROW);
    }

    @Test
    void jsonGoesToAFileBesideTheText() throws IOException {
        Path to = directory.resolve("out.json");
        for (int i = 0; i < 2; i++) { // the second time over the first
            Tool.Result result = Tool.mutex().run("mtrr", "--json", to.toString(), log);

            assertThat(result.out()).isEqualTo(Tool.mutex().run("mtrr", log).out());
            assertThat(to)
                    .content()
                    .isEqualTo(Tool.mutex().run("mtrr", log, "--json").out());
        }
        Tool.mutex().run("mtrr", log, other, "--json=" + to);
        assertThat(json(Files.readString(to))).hasSize(2);
    }

    /** A log is never written over, in whatever place it stands: structured ones are JSON themselves. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ROW,
                "[    0.000000] MTRR default type: write-back\n",
                "{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\"MTRR default type: write-back\"}\n",
                "{ \"dmesg\": [ { \"msg\": \"MTRR default type: write-back\" } ] }\n",
                "anything"
            })
    void aFileOfSomethingElseIsNeverWrittenOver(String content) throws IOException {
        String kept = file("kept", content.getBytes(StandardCharsets.US_ASCII));
        for (List<String> arguments : List.of(
                List.of("--json", kept),
                List.of("--json", kept, log),
                List.of(log, "--json", kept),
                List.of("--json=" + kept, log))) {
            Tool.Result result = Tool.mutex().run(all("mtrr", arguments));

            assertThat(Files.readString(Path.of(kept))).isEqualTo(content);
            if (arguments.get(0).contains("=")) {
                assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
                assertThat(result.err()).contains("the file exists and isn't JSON of this verb");
            }
        }
    }

    @Test
    void jsonOfAScriptIsRefused() {
        assertThat(Tool.mutex().run("mtrr", "--script", log, "--json").code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(Tool.mutex().run("mtrr", "--json").err()).contains("Missing required argument");
    }

    /** The same convention, where an operand may stand behind the flag. */
    @Test
    void listAndLitmusWriteJsonToFilesToo() throws IOException {
        Path to = directory.resolve("list.json");
        String printed = Tool.mutex().run("list", "claims", "--json").out();

        assertThat(Tool.mutex().run("list", "claims", "--json", to.toString()).out())
                .isEqualTo(Tool.mutex().run("list", "claims").out());
        assertThat(to).content().isEqualTo(printed);
        assertThat(Tool.mutex().run("list", "--json", "claims").out()).isEqualTo(printed);
        assertThat(Path.of("claims")).doesNotExist();
        assertThat(Tool.mutex().run("list", "--json", log).code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(Files.readString(Path.of(log))).isEqualTo(ROW);
    }

    private static String[] all(String verb, List<String> arguments) {
        return Stream.concat(Stream.of(verb), arguments.stream()).toArray(String[]::new);
    }
}
