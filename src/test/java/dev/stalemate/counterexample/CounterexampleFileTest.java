package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.stalemate.counterexample.Counterexample.SavedStep;
import dev.stalemate.model.PatchFile;
import dev.stalemate.toy.Runs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The format, to the letter, and what is said of a file that isn't of it. */
class CounterexampleFileTest {
    private static final Counterexample SAVED = Runs.saved(Runs.bothEnter());
    private static final String TEXT = CounterexampleWriter.text(SAVED);

    private static Counterexample parse(String text) throws BadFileException {
        return CounterexampleReader.parse("k.json", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hasAFieldALineAndAStepALine() {
        assertThat(TEXT.replaceAll("\"[0-9a-f]{16}\"", "\"HASH\""))
                .isEqualTo(
                        """
                {
                  "schema": 1,
                  "system": "mutex",
                  "variant": "broken",
                  "scope": {},
                  "property": "exclusive",
                  "claim": "M1b",
                  "expected": "violated",
                  "found": {"driver": "random", "seed": 7, "tool": "0.1.0"},
                  "minimal": true,
                  "initial": "HASH",
                  "steps": [
                    {"action": "want", "args": {"process": "0"}, "hash": "HASH"},
                    {"action": "want", "args": {"process": "1"}, "hash": "HASH"},
                    {"action": "enter", "args": {"process": "0"}, "hash": "HASH"},
                    {"action": "enter", "args": {"process": "1"}, "hash": "HASH"}
                  ]
                }
                """);
    }

    @Test
    void readsWhatItWrote() throws BadFileException {
        assertThat(parse(TEXT)).isEqualTo(SAVED);
    }

    @Test
    void takesFieldsInAnyOrder() throws BadFileException {
        String moved = TEXT.replace("  \"minimal\": true,\n", "").replace("  ]\n}", "  ],\n  \"minimal\": true\n}");
        assertThat(parse(moved)).isEqualTo(SAVED);
    }

    @Test
    void writesARunOfNoSteps() throws BadFileException {
        Counterexample none = Runs.saved(Runs.run(Runs.broken()));
        assertThat(CounterexampleWriter.text(none)).contains("\"steps\": []\n}");
        assertThat(parse(CounterexampleWriter.text(none))).isEqualTo(none);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                arguments(
                        "\"schema\": 1",
                        "\"schema\": 2",
                        "k.json:2: schema 2 is not known to this version, which reads schema 1"),
                arguments("\"schema\": 1", "\"schema\": \"1\"", "k.json:2: schema must be a whole number"),
                arguments("\"schema\": 1", "\"schema\": 1.0", "k.json:2: schema must be a whole number"),
                arguments("\"schema\": 1", "\"schema\": NaN", "k.json:2: not valid JSON: Non-standard token 'NaN'"),
                arguments("\"schema\": 1,", "", "k.json:18: the counterexample has no field 'schema'"),
                arguments("\"system\": \"mutex\"", "\"system\": 5", "k.json:3: system must be a text"),
                arguments("\"system\": \"mutex\"", "\"system\": \"\"", "k.json:3: a text of system is empty or longer"),
                arguments("\"mutex\"", "\"m\\u001b[31m\"", "k.json:3: a text of system has control characters"),
                arguments("\"scope\": {}", "\"scope\": []", "k.json:5: scope must be an object"),
                arguments("\"scope\": {}", "\"scope\": {\"a\": 1}", "k.json:5: a must be a text"),
                arguments("\"claim\": \"M1b\"", "\"claim\": true", "k.json:7: claim must be a text"),
                arguments("\"violated\"", "\"holds\"", "k.json:8: expected must be \"violated\", not \"holds\""),
                arguments("\"seed\": 7", "\"seed\": 99999999999999999999", "k.json:9: not valid JSON: Numeric value"),
                arguments("\"driver\"", "\"drover\"", "k.json:9: unknown field 'drover' in found"),
                arguments("\"minimal\": true", "\"minimal\": null", "k.json:10: minimal must be true or false"),
                arguments(
                        "\"minimal\": true",
                        "\"minimal\": true, \"minimal\": true",
                        "k.json:10: not valid JSON: Duplicate field 'minimal'"),
                arguments("\"initial\": \"", "\"initial\": \"x", "k.json:11: initial must be 16 hex digits, not \"x"),
                arguments(
                        "  \"initial\": \"" + SAVED.initial() + "\",\n",
                        "",
                        "k.json:17: some states have a hash and others have none: write all of them or none"),
                arguments("\"steps\": [", "\"steps\": [ 1,", "k.json:12: a step must be an object"),
                arguments("\"action\": \"want\", ", "", "k.json:13: a step has no field 'action'"),
                arguments("{\"process\": \"0\"}", "{\"process\": 0}", "k.json:13: process must be a text"),
                arguments("}\n  ]\n}", "}\n  ]\n}\n{}", "k.json:19: there is more after the end of the counterexample"),
                arguments("{\n  \"schema\"", "[\n  \"schema\"", "k.json:1: the counterexample must be an object"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void saysWhatIsWrongAndWhere(String sound, String damaged, String message) {
        assertThat(TEXT).contains(sound);
        assertThatThrownBy(() -> parse(TEXT.replace(sound, damaged)))
                .isInstanceOf(BadFileException.class)
                .hasMessageStartingWith(message);
    }

    /** A counterexample as a person writes it, who can't know hashes. */
    private static String byHand() {
        return TEXT.replaceAll(", \"hash\": \"[0-9a-f]{16}\"", "")
                .replaceAll("  \"(claim|found|minimal|initial)\": .*\n", "");
    }

    @Test
    void whatAPersonCannotKnowMayBeLeftOut() throws BadFileException {
        Counterexample c = parse(byHand());
        assertThat(c.initial()).isNull();
        assertThat(c.found()).isNull();
        assertThat(c.claim()).isNull();
        assertThat(c.minimal()).isFalse();
        assertThat(c.steps())
                .extracting(SavedStep::toString)
                .containsExactly("want process=0", "want process=1", "enter process=0", "enter process=1");
        assertThat(c.steps()).extracting(SavedStep::hash).containsOnlyNulls();
        assertThat(parse(CounterexampleWriter.text(c))).isEqualTo(c);
    }

    @Test
    void aFileThatLostAPartOfItsRecordIsDamaged() {
        assertThatThrownBy(() -> parse(TEXT.replaceAll("  \"found\": .*\n", "")))
                .hasMessage("k.json:17: the counterexample has hashes and no field 'found': write both or neither");
        assertThatThrownBy(() -> parse(byHand().replace(
                                "  \"steps\"",
                                "  \"found\": {\"driver\": \"bfs\", \"seed\": null, \"tool\": \"1\"},\n  \"steps\"")))
                .hasMessageEndingWith("the counterexample has a field 'found' and no hashes: write both or neither");
        for (String field : List.of("claim", "minimal")) {
            assertThatThrownBy(() -> parse(TEXT.replaceAll("  \"" + field + "\": .*\n", "")))
                    .hasMessage("k.json:17: the counterexample has no field '" + field + "'");
        }
    }

    @Test
    void oneHashAloneIsAMistake() {
        String one = byHand().replaceFirst("\\}}", "}, \"hash\": \"0123456789abcdef\"}");
        assertThatThrownBy(() -> parse(one))
                .hasMessage("k.json:14: some states have a hash and others have none: write all of them or none");
    }

    @Test
    void carriesTheTextOfAUsersDesignExactly() throws BadFileException {
        for (String source : List.of("int a;\n\tb\r\n", "no line feed at the end", "\n\n", "\u0001\u202e")) {
            Counterexample c = SAVED.withFile(PatchFile.of("my-patch.c", source));
            assertThat(parse(CounterexampleWriter.text(c))).isEqualTo(c);
            Counterexample based = c.withFile(PatchFile.of("my-patch.c", source).withBase("linux-6.7"));
            assertThat(parse(CounterexampleWriter.text(based))).isEqualTo(based).isNotEqualTo(c);
        }
        assertThat(CounterexampleWriter.text(SAVED.withFile(PatchFile.of("my-patch.c", "int a;\n"))))
                .contains(
                        """
                  "design": {
                    "file": "my-patch.c",
                    "sha256": "386593f1475dc210d45a5f3d4b6bb11c065fc6fe2e08ebdd00ab4cf3a0848744",
                    "text": [
                      "int a;",
                      ""
                    ]
                  },
                  "steps": [
                """);
    }

    @Test
    void carriesNoTextOfAProgramOrOfASourceThatIsTooLong() throws BadFileException {
        PatchFile program = PatchFile.ofProgram("design", "0".repeat(64));
        assertThat(CounterexampleWriter.text(SAVED.withFile(program))).contains("\"text\": []\n  },\n");
        assertThat(parse(CounterexampleWriter.text(SAVED.withFile(program))).file())
                .isEqualTo(program);
        PatchFile huge = PatchFile.of("huge.c", "\u0001".repeat(1 << 18));
        assertThat(parse(CounterexampleWriter.text(SAVED.withFile(huge))).file())
                .isEqualTo(PatchFile.ofProgram("huge.c", huge.sha256()));
    }

    @Test
    void aDesignWhoseTextWasChangedIsRefused() {
        String text = CounterexampleWriter.text(SAVED.withFile(PatchFile.of("my-patch.c", "int a;\n")));
        String sha256 = PatchFile.of("my-patch.c", "int a;\n").sha256();
        assertThatThrownBy(() -> parse(text.replace("int a;", "int b;")))
                .hasMessage("k.json:19: the text of my-patch.c was changed: it does not have the SHA-256 " + sha256);
        assertThatThrownBy(() -> parse(text.replace(sha256, sha256.substring(1))))
                .hasMessageStartingWith("k.json:14: sha256 must be 64 hex digits, not ");
        assertThatThrownBy(() -> parse(text.replace("\"int a;\"", "7"))).hasMessage("k.json:16: text must be a text");
        assertThatThrownBy(() -> parse(text.replace("\"int a;\"", "\"" + "a".repeat(1 << 19) + "\"")))
                .hasMessage("k.json:16: the text of a design is longer than 524288 characters");
    }

    @Test
    void isRefusedWhereverItIsCutOff() {
        byte[] whole = TEXT.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length - 1; length++) { // the last byte is a line feed
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> CounterexampleReader.parse("k.json", part))
                    .isInstanceOf(BadFileException.class)
                    .hasMessageStartingWith("k.json:");
        }
    }

    @Test
    void saysThatAFileIsCutOff() {
        assertThatThrownBy(() -> parse(TEXT.substring(0, TEXT.length() - 4)))
                .hasMessage("k.json:17: the file is cut off here");
        assertThatThrownBy(() -> parse("")).hasMessage("k.json: is empty");
    }

    @Test
    void refusesAHugeFileWithoutReadingIt() {
        assertThatThrownBy(() -> parse(" ".repeat((1 << 20) + 1)))
                .hasMessage("k.json: is larger than 1048576 bytes, so it is no counterexample");
        assertThatThrownBy(() -> parse("[".repeat(1 << 20))).isInstanceOf(BadFileException.class);
    }

    @Test
    void refusesWhatIsNoText() {
        assertThatThrownBy(() -> CounterexampleReader.parse("k.json", new byte[] {(byte) 0xFF, 0, 1}))
                .hasMessage("k.json: is not UTF-8 text");
    }

    @Test
    void saysThatAFileIsMissingOrADirectory(@TempDir Path directory) {
        Path missing = directory.resolve("none.json");
        assertThatThrownBy(() -> CounterexampleReader.read(missing)).hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> CounterexampleReader.read(directory)).hasMessage(directory + ": is a directory");
    }

    @Test
    void saysNothingThatSteersATerminal() {
        assertThat(new BadFileException("k.json", 3, "\u001b[2J")).hasMessage("k.json:3: \\u001b[2J");
    }

    @Test
    void isFoundAsItWasSaved(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("k.json");
        Files.writeString(file, CounterexampleWriter.text(SAVED));
        assertThat(Files.readString(file)).isEqualTo(TEXT);
        assertThat(CounterexampleReader.read(file)).isEqualTo(SAVED);
    }
}
