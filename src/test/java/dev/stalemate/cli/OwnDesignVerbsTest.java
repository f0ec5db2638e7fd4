package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.model.PatchFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs on a user's own design: as a target, and as the design of a counterexample. */
class OwnDesignVerbsTest {
    private static final String STEPS = "set-cd 0; wrmsr 0 0x2ff 0; touch 0 0x0; wrmsr 0 0x250 0x0606060606060606;"
            + " wrmsr 0 0x2ff 0xc06; clear-cd 0";

    @TempDir
    private Path directory = Path.of("");

    private Path file = directory;
    private Path saved = directory;
    private Path out = directory;

    @BeforeEach
    void aCounterexampleOfAFile() throws IOException {
        out = directory.resolve("out");
        file = directory.resolve("MyPatch.java");
        String text = Files.readString(Path.of("docs/examples/MyPatch.java"));
        Files.writeString(file, text.replace("CLEARS = true", "CLEARS = false"));
        saved = directory.resolve("saved.json");
        Tool.Result result =
                run("run", file.toString(), "--steps", STEPS, "--scope", "sdm", "--save", saved.toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("no-stale-quiescent").contains("is saved; to see it again");
    }

    private static Tool.Result run(String... args) {
        Tool tool = Tool.ofEverySystem();
        return (args[0].equals("explore") ? tool.interrupted() : tool).run(args);
    }

    private Tool.Result verb(String verb, String... more) {
        List<String> line = new ArrayList<>(List.of(verb, saved.toString()));
        if (verb.equals("shrink") || verb.equals("report")) {
            line.addAll(List.of("-o", out.toString()));
        }
        line.addAll(List.of(more));
        return run(line.toArray(String[]::new));
    }

    @Test
    void aCounterexampleCarriesTheFileAndItsBase() throws IOException, BadFileException {
        Counterexample c = CounterexampleReader.read(saved);
        assertThat(c.file())
                .isEqualTo(PatchFile.of("MyPatch.java", Files.readString(file)).withBase("linux-6.7"));
        assertThat(verb("replay", "--show-design").out()).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "shrink", "report", "explore"})
    void takesTheFileThatItIsAbout(String verb) {
        Tool.Result result = verb(verb, "--design", file.toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "shrink", "report", "explore"})
    void refusesAFileThatWasChanged(String verb) throws IOException {
        String hash = PatchFile.of("", Files.readString(file)).shortHash();
        String changed = "this would not even be compiled";
        Files.writeString(file, changed);
        Tool.Result result = verb(verb, "--design", file.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err())
                .isEqualTo("stalemate: " + saved + " is about the design in MyPatch.java with the SHA-256 " + hash
                        + ", but " + file + " has the SHA-256 "
                        + PatchFile.of("", changed).shortHash() + ": it was not run\n");
        assertThat(result.out()).isEmpty();
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "shrink", "explore"})
    void refusesToGoOnWithoutTheFile(String verb) {
        Tool.Result result = verb(verb);
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.out() + result.err()).contains("; name that file with --design");
        assertThat(out).doesNotExist();
    }

    @Test
    void thePageShowsARunWithoutTheFileAsLines() throws IOException {
        assertThat(verb("report").code()).isEqualTo(65);
        assertThat(Files.readString(out)).contains("name that file with --design", "touch vcpu=0 gpa=0x0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "shrink", "report", "explore"})
    void refusesAFileOfAnotherSystem(String verb) {
        Tool.Result result = verb(verb, "--design", "docs/examples/LastRange.java");
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains("docs/examples/LastRange.java has the SHA-256 ", ": it was not run");
    }

    @Test
    void refusesACounterexampleThatSaysThatItIsOfAnotherSystem() throws IOException {
        Files.writeString(saved, Files.readString(saved).replace("\"system\": \"kvm\"", "\"system\": \"xen-ept\""));
        Tool.Result result = verb("replay", "--design", file.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains("MyPatch.java says system=kvm, but the target is of xen-ept");
    }

    @Test
    void refusesACounterexampleThatSaysThatTheDesignChangesAnotherOne() throws IOException {
        Files.writeString(saved, Files.readString(saved).replace("\"linux-6.7\"", "\"linux-6.77\""));
        Tool.Result result = verb("replay", "--design", file.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains("there is no linux-6.77");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "shrink", "report", "explore"})
    void refusesACounterexampleWhoseTextWasChanged(String verb) throws IOException {
        Files.writeString(saved, Files.readString(saved).replace("CLEARS = false", "CLEARS = true"));
        for (String[] more : new String[][] {{}, {"--design", file.toString()}}) {
            Tool.Result result = verb(verb, more);
            assertThat(result.code()).isEqualTo(65);
            assertThat(result.err()).contains(saved + ":", "the text of MyPatch.java was changed");
            assertThat(out).doesNotExist();
        }
    }

    @Test
    void refusesADesignForARunOfTheToolsOwn() {
        Tool.Result result = run("replay", "counterexamples/kvm/K3-cd0-zaps-non-wb.json", "--design", file.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err())
                .contains("no counterexample here is of a design of your own, so --design " + file + " is not used");
    }

    @Test
    void replaysADirectoryInWhichOneIsOfTheFile() throws IOException {
        Path all = Files.createDirectory(directory.resolve("all"));
        Files.copy(saved, all.resolve("own.json"));
        Files.copy(Path.of("counterexamples/kvm/K3-cd0-zaps-non-wb.json"), all.resolve("tools.json"));
        Files.writeString(all.resolve("other.json"), otherFile(Files.readString(saved)));
        Tool.Result result = run("replay", all.toString(), "--design", file.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.out())
                .containsPattern("own.json .* still violated\n")
                .containsPattern("tools.json .* still violated\n")
                .containsPattern("other.json .* can't be replayed: it is about the design in MyPatch.java");
        String page = directory.resolve("page.html").toString();
        Tool.Result report = run("report", all.toString(), "--design", file.toString(), "-o", page);
        assertThat(report.code()).isEqualTo(65);
        assertThat(report.err())
                .containsPattern("other.json: can't be replayed: it is about the design in MyPatch.java");
    }

    /** The same of a program, which has no text to carry. */
    private static String otherFile(String text) {
        return text.replaceFirst("\"sha256\": \"[0-9a-f]+\"", "\"sha256\": \"" + "0".repeat(64) + "\"")
                .replaceFirst("(?s)\"text\": \\[.*?\n    \\]", "\"text\": []");
    }

    @Test
    void refusesOneFileOnTwoBases() throws IOException {
        Path other = directory.resolve("other.json");
        Files.writeString(other, Files.readString(saved).replace("\"linux-6.7\"", "\"linux-6.0\""));
        Tool.Result result = run("replay", other.toString(), saved.toString(), "--design", file.toString());
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err())
                .contains("is a change of linux-6.0 in one counterexample, and of linux-6.7 in " + saved);
    }

    @Test
    void thePageShowsTheBaseBesideTheDesign() throws IOException {
        assertThat(verb("report", "--design", file.toString()).code()).isZero();
        assertThat(Files.readString(out)).containsPattern("\"beside\":\\{\"variant\":\\{\"name\":\"linux-6.7\"");
    }

    @Test
    void theShrunkOneIsStillOfTheFile() throws BadFileException {
        assertThat(verb("shrink", "--design", file.toString()).code()).isZero();
        assertThat(CounterexampleReader.read(out).file())
                .isEqualTo(CounterexampleReader.read(saved).file());
        assertThat(CounterexampleReader.read(out).steps().size())
                .isLessThanOrEqualTo(CounterexampleReader.read(saved).steps().size());
    }

    @Test
    void itsCostsAreCounted() {
        Tool.Result result = run("check", file.toString(), "--scope", "sdm", "--property", "lookup-is-sdm", "--costs");
        assertThat(result.out()).containsPattern("Costs of kvm\n.*\n *update-mtrrs +my-patch +24 ");
    }

    @Test
    void aFileIsATargetOfExploreAndRun() {
        assertThat(run("explore", file.toString()).code()).isZero();
        assertThat(run("explore", "kvm/linux-6.7", "--design", file.toString()).code())
                .isZero();
        Tool.Result result =
                run("run", "kvm/linux-6.7", "--steps", STEPS, "--scope", "sdm", "--beside", file.toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("kvm/linux-6.7 at scope sdm", "my-patch");
    }
}
