package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.model.Extended;
import dev.stalemate.model.PatchFile;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs on counterexamples that a person wrote, and on those of a user's own design. */
class CounterexampleFilesTest {
    private static final PatchFile PATCH = PatchFile.of("patch.c", "int a;\n\treturn \u202e<b>;\n");
    private static final Mutex.Way DESIGN = Mutex.Way.BROKEN.named("patch");

    @TempDir
    private Path directory = Path.of("");

    private Path byHand = directory;
    private Path ofPatch = directory;
    private Path out = directory;

    @BeforeEach
    void write() throws IOException {
        out = directory.resolve("out");
        byHand = Files.writeString(
                directory.resolve("hand.json"),
                """
                {
                  "schema": 1,
                  "system": "mutex",
                  "variant": "broken",
                  "scope": {},
                  "property": "exclusive",
                  "expected": "violated",
                  "steps": [
                    {"action": "want", "args": {"process": "0"}},
                    {"action": "enter", "args": {"process": "0"}},
                    {"action": "leave", "args": {"process": "0"}},
                    {"action": "want", "args": {"process": "1"}},
                    {"action": "want", "args": {"process": "0"}},
                    {"action": "enter", "args": {"process": "0"}},
                    {"action": "enter", "args": {"process": "1"}}
                  ]
                }
                """);
        Counterexample c = Runs.saved(Runs.bothEnter()).withFile(PATCH);
        ofPatch = Files.writeString(
                directory.resolve("patch.json"),
                CounterexampleWriter.text(c)
                        .replace("\"variant\": \"broken\"", "\"variant\": \"patch\"")
                        .replace("\"claim\": \"M1b\"", "\"claim\": null"));
    }

    private static Tool with(PatchFile file) {
        return new Tool(new Extended(new Mutex(), List.of(DESIGN), model -> List.of(), Map.of(DESIGN, file)));
    }

    @Test
    void replaySaysThatNothingWasComparedWithARecord() {
        Tool.Result result = Tool.mutex().run("replay", byHand.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("After (7) exclusive is violated")
                .endsWith("\nviolated: the file has no hashes, so no state was compared with a record\n")
                .doesNotContain("still violated");
        assertThat(Tool.mutex()
                        .run("replay", "--format", "markdown", byHand.toString())
                        .out())
                .contains("Replayed: violated: the file has no hashes");
    }

    @Test
    void replayEndsWith12WhereARunWithoutHashesViolatesNothing() throws IOException {
        Files.writeString(
                byHand,
                Files.readString(byHand).replace("\"broken\"", "\"right\"").replaceAll(",\n.*\"1\"..\n  ]", "\n]"));
        Tool.Result result = Tool.mutex().run("replay", byHand.toString());
        assertThat(result.out()).contains("not violated: the file has no hashes");
        assertThat(result.code()).isEqualTo(12);
    }

    /** Nothing is known of such a run, so it is no verdict. */
    @Test
    void aRunWithoutHashesThatIsNoneIsBadInput() throws IOException {
        Files.writeString(byHand, Files.readString(byHand).replaceFirst("\"want\"", "\"wnat\""));
        for (String verb : new String[] {"replay", "report -o " + out, "shrink -o " + out}) {
            Tool.Result result = Tool.mutex().run((verb + " " + byHand).split(" "));
            assertThat(result.code()).as(verb + ": " + result.err()).isEqualTo(65);
            assertThat(result.out() + result.err()).contains("can't be replayed: ");
        }
    }

    @Test
    void shrinkMakesASmallerOneWithHashes() throws IOException, BadFileException {
        Tool.Result result = Tool.mutex().run("shrink", byHand.toString(), "-o", out.toString());
        assertThat(result.code()).isZero();
        Counterexample shrunk = CounterexampleReader.read(out);
        assertThat(shrunk.steps()).hasSize(4);
        assertThat(shrunk.initial()).isEqualTo(Runs.saved(Runs.bothEnter()).initial());
        assertThat(Tool.mutex().run("replay", out.toString()).out())
                .endsWith("still violated, every state as recorded\n");
    }

    @Test
    void reportAndExploreTakeARunWithoutHashes() throws IOException {
        assertThat(Tool.mutex()
                        .run("report", byHand.toString(), "-o", out.toString())
                        .code())
                .isZero();
        assertThat(Files.readString(out)).contains("no state was compared with a record");
        assertThat(Tool.mutex().interrupted().run("explore", byHand.toString()).code())
                .isZero();
    }

    @Test
    void everyVerbRefusesADesignWhoseFileIsNotGiven() {
        String wanted = "can't be replayed: it is about the design in patch.c with the SHA-256 " + PATCH.shortHash()
                + "; name that file with --design";
        for (String verb : List.of("replay", "shrink", "report", "explore")) {
            String[] line = verb.equals("shrink") || verb.equals("report")
                    ? new String[] {verb, ofPatch.toString(), "-o", out.toString()}
                    : new String[] {verb, ofPatch.toString()};
            Tool tool = verb.equals("explore") ? Tool.mutex().interrupted() : Tool.mutex();
            Tool.Result result = tool.run(line);
            assertThat(result.code()).as(verb).isEqualTo(65);
            if (!verb.equals("report")) {
                assertThat(result.out() + result.err()).contains(wanted);
            }
        }
    }

    @Test
    void everyVerbRefusesAnotherFile() {
        PatchFile other = PatchFile.of("patch.c", "int b;\n");
        Tool.Result result = with(other).run("replay", ofPatch.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.out()).contains(PATCH.shortHash() + "; patch.c has the SHA-256 " + other.shortHash());
        assertThat(with(other)
                        .run("shrink", ofPatch.toString(), "-o", out.toString())
                        .code())
                .isEqualTo(65);
        assertThat(out).doesNotExist();
    }

    @Test
    void replayAndShrinkRunTheDesignOfTheSameFile() throws BadFileException {
        Tool.Result result = with(PATCH).run("replay", ofPatch.toString());
        assertThat(result.out())
                .startsWith("mutex/patch at scope small\n")
                .endsWith("still violated, every state as recorded\n");
        assertThat(result.code()).isZero();
        assertThat(with(PATCH)
                        .run("shrink", ofPatch.toString(), "-o", out.toString())
                        .code())
                .isZero();
        assertThat(CounterexampleReader.read(out).file()).isEqualTo(PATCH);
    }

    @Test
    void replayShowsTheTextAndRunsNothing() throws IOException {
        Tool.Result result = Tool.mutex().run("replay", "--show-design", ofPatch.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("int a;\n\treturn \\u202e<b>;\n");

        Tool.Result none = Tool.mutex().run("replay", "--show-design", byHand.toString());
        assertThat(none.code()).isEqualTo(65);
        assertThat(none.err()).contains(byHand + ": has no design of a user's own");
        assertThat(Tool.mutex()
                        .run("replay", "--show-design", byHand.toString(), ofPatch.toString())
                        .code())
                .isEqualTo(64);
    }

    @Test
    void aTextThatWasChangedIsRefused() throws IOException {
        Files.writeString(ofPatch, Files.readString(ofPatch).replace("int a;", "int b;"));
        Tool.Result result = Tool.mutex().run("replay", "--show-design", ofPatch.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains(ofPatch + ":", "the text of patch.c was changed");
    }
}
