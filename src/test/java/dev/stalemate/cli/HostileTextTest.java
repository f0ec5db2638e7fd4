package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For every verb: whatever a name, a file, an argument or a child says, nothing of it steers the terminal or looks like a line of the tool's own. */
class HostileTextTest {
    /** Escape sequences of 7 and of 8 bits, directions, a bell, what goes back or to another line; and no slash, as a name has none. */
    private static final String HOSTILE =
            "a\u001b[31m\u009b32m\u202e\u2066\u0007\r\b\u007f\u200b\u2028\u2029\ufeff\u0085\udb40\udc41\nFAKE: all is well";

    /** The same within one line. */
    private static final String LINE = HOSTILE.replace('\n', '\u000b');

    private static final Pattern OWN_ESCAPES = Pattern.compile("\u001b\\[(?:[GK]|0m|1m|31m|32m|33m)");
    private static final Session.Terminal TERMINAL = new Session.Terminal(true, true, 80, true);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path directory = Path.of("");

    private Path counterexample = directory;
    private Path outside = directory;
    private Path recording = directory;
    private Path log = directory;
    private Path trace = directory;
    private Path run = directory;
    private Path script = directory;
    private Path unknown = directory;

    @BeforeEach
    void write() throws IOException {
        Path hostile = Files.createDirectory(directory.resolve(HOSTILE));
        counterexample = hostile.resolve(HOSTILE + ".json");
        Files.writeString(counterexample, CounterexampleWriter.text(Runs.saved(Runs.bothEnterSlowly())));
        unknown = Files.writeString(
                hostile.resolve("unknown.json"),
                Files.readString(counterexample).replace("mutex", "\u202e\u2066FAKE"));
        outside = Files.writeString(
                hostile.resolve(HOSTILE + "2.json"),
                """
                {"schema": 1, "kind": "outside-difference", "command": ["%1$s"], "recording": null,
                 "found": {"driver": "regular", "seed": 1, "tool": "%2$s"}, "minimal": true, "lines": ["type \u202eFAKE"],
                 "reference": "\u2066FAKE", "answer": "\u202eFAKE"}
                """
                        .formatted(escaped(HOSTILE), "0.1\u202e"));
        recording = Files.writeString(
                hostile.resolve(HOSTILE + ".tsv"),
                "request\tother\nreset maxphyaddr=36 vcnt=8 " + LINE + "\tok\n" + "type 0x0\t" + LINE
                        + "\ntype 0x1000\tUC\n");
        log = Files.writeString(
                hostile.resolve(HOSTILE + ".log"),
                "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\nreg01: base=" + LINE + "\n"
                        + "x86/PAT: " + LINE + " PAT support disabled\nMTRR variable ranges enabled:\n  0 base " + LINE
                        + "\n");
        trace = Files.writeString(
                hostile.resolve(HOSTILE + ".trace"),
                "tracing_mark_write: # dump " + LINE + "\nkvm_entry: vcpu 0, rip 0x1000\nkvm_msr: msr_write " + LINE
                        + "\n" + LINE + "\n");
        run = Files.createDirectory(hostile.resolve("run"));
        Files.writeString(
                run.resolve("steps.log"), String.format("%4d  %-40s %s%n", 0, "create " + LINE + " 1", "ok " + LINE));
        script = Files.writeString(
                hostile.resolve(HOSTILE + ".script"), LINE + "\ntype " + LINE + "\nreset " + LINE + "\n");
    }

    private static String escaped(String text) {
        return text.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining());
    }

    /** What to ask of each verb; arguments are separated, since these hold blanks. */
    private Map<String, List<List<String>>> questions() {
        Map<String, List<List<String>>> all = new TreeMap<>();
        all.put("check", ofCheck());
        all.put("list", List.of(List.of(HOSTILE), List.of("--" + HOSTILE)));
        all.put(
                "design",
                List.of(
                        List.of("--new", HOSTILE, "a.c"),
                        List.of("--new", "mutex", HOSTILE),
                        List.of("--new", "mutex", HOSTILE + ".c"),
                        List.of("--new", "mutex", "a.c", "--base", HOSTILE),
                        List.of("--list", HOSTILE),
                        List.of("--headers", script.toString())));
        askOfSavedFiles(all);
        all.put(
                "run",
                List.of(
                        List.of(HOSTILE),
                        List.of("mutex/" + HOSTILE, "--steps", "want 0"),
                        List.of("mutex/broken", "--steps", HOSTILE),
                        List.of("mutex/broken", script.toString()),
                        List.of("mutex/broken", log.toString(), "--scope", HOSTILE),
                        List.of("mutex/broken", "--steps", "want " + HOSTILE + "=" + HOSTILE),
                        List.of("mutex/broken", "--steps", "want 0", "--expect", HOSTILE),
                        List.of("mutex/broken", "--steps", "want 0", "--expect", "wants[" + HOSTILE + "]=1"),
                        List.of("mutex/broken", "--steps", "want 0", "--beside", HOSTILE),
                        List.of("mutex/broken", "--steps", "want 0", "--save", hostile() + "/saved"),
                        List.of("mutex/broken", "--steps", "want 0", "--json", none())));
        all.put(
                "compare",
                List.of(
                        List.of(HOSTILE, HOSTILE),
                        List.of("mutex/right", "mutex/" + HOSTILE),
                        List.of("mutex/right", "mutex/broken", "--scope", HOSTILE),
                        List.of("mutex/right", HOSTILE + ".c"),
                        List.of("mutex/right", "mutex/broken", "--json", none())));
        all.put("prove", ofProve());
        all.put("litmus", List.of(List.of(HOSTILE)));
        askOfFilesOfOthers(all);
        all.put("drive", ofDrive());
        all.put("record", List.of(List.of(HOSTILE), List.of("--seed", HOSTILE)));
        all.put("demo", List.of(List.of(HOSTILE), List.of("--no-browser", "-o", HOSTILE)));
        all.put("completion", List.of(List.of(HOSTILE), List.of("--" + HOSTILE)));
        all.put("bench", List.of(List.of(HOSTILE), List.of("--vcpus", HOSTILE), List.of("--" + HOSTILE)));
        return all;
    }

    /** A directory with a hostile name. */
    private String hostile() {
        return directory.resolve(HOSTILE).toString();
    }

    /** A file that cannot be written, as its directory does not exist. */
    private String none() {
        return directory.resolve(HOSTILE).resolve("none").resolve("none").toString();
    }

    private List<List<String>> ofCheck() {
        return List.of(
                List.of(HOSTILE),
                List.of("M1b", "--property", HOSTILE),
                List.of("M1b", "--scope", HOSTILE),
                List.of("M1b", "--scope", "small," + HOSTILE + "=1"),
                List.of("M1b", "--max-time", HOSTILE),
                List.of("M1b", "--resume", hostile()),
                List.of("M1b", "--json", none()),
                List.of("M1b", "--save", counterexample.toString()),
                List.of("mutex/broken", "--property", "exclusive", "--scope", "small", "--save", hostile() + "/saved"),
                List.of("M1b", "--" + HOSTILE),
                List.of("M1b", "--driver", HOSTILE),
                List.of("M1b", "--driver", "jpf", "--jpf", hostile()));
    }

    /** The mutex has no proof, and the solvers are no solvers: what they say is text like any other. */
    private List<List<String>> ofProve() {
        String solver = script.toString();
        return List.of(
                List.of(HOSTILE),
                List.of("mutex/" + HOSTILE),
                List.of("mutex", "--property", HOSTILE),
                List.of("mutex/broken", "--like", HOSTILE),
                List.of("--list", HOSTILE),
                List.of("--list", "--json", none()),
                List.of("M1", "--max-time", HOSTILE),
                List.of("M1", "--json", none()),
                List.of("M1", "--certificate", counterexample.toString()),
                List.of("--check", hostile()),
                List.of("--check", none()),
                List.of("resolver", HOSTILE),
                List.of("resolver", "--solvers", HOSTILE),
                List.of("resolver", "--solvers", solver),
                List.of("resolver", "--solvers", none()));
    }

    private void askOfSavedFiles(Map<String, List<List<String>>> all) {
        all.put(
                "replay",
                List.of(
                        List.of(HOSTILE),
                        List.of(counterexample.toString()),
                        List.of(unknown.toString()),
                        List.of(outside.toString()),
                        List.of(log.toString()),
                        List.of(hostile()),
                        List.of("--format", "markdown", hostile()),
                        List.of("--format", HOSTILE, hostile())));
        all.put(
                "report",
                List.of(
                        List.of(HOSTILE),
                        List.of(hostile()),
                        List.of(hostile(), "-o", hostile() + "/page.html"),
                        List.of(hostile(), "--format", "markdown"),
                        List.of(counterexample.toString(), "-o", none())));
        all.put(
                "shrink",
                List.of(
                        List.of(HOSTILE),
                        List.of(counterexample.toString(), "--out", hostile() + "/" + HOSTILE + ".small"),
                        List.of(counterexample.toString(), "--out", outside.toString()),
                        List.of(unknown.toString(), "--in-place"),
                        List.of(outside.toString(), "--in-place")));
        all.put(
                "share",
                List.of(
                        List.of(HOSTILE),
                        List.of(unknown.toString()),
                        List.of(counterexample.toString(), "-o", "-", "--format", "text"),
                        List.of(counterexample.toString(), "-o", none())));
        all.put(
                "export",
                List.of(
                        List.of(HOSTILE),
                        List.of("--c", HOSTILE),
                        List.of("--c", unknown.toString()),
                        List.of("--c", counterexample.toString()),
                        List.of("--c", "counterexamples/kvm/K1-linux-4.9.json", "--kernel", HOSTILE),
                        List.of("--c", "counterexamples/kvm/K1-linux-4.9.json", "-o", none())));
        all.put(
                "lab",
                List.of(
                        List.of(HOSTILE),
                        List.of("replay", HOSTILE),
                        List.of("play", HOSTILE),
                        List.of("kvm", "--patch", HOSTILE)));
        all.put("explore", List.of(List.of(HOSTILE), List.of("mutex/" + HOSTILE), List.of(unknown.toString())));
    }

    private void askOfFilesOfOthers(Map<String, List<List<String>>> all) {
        all.put(
                "mtrr",
                List.of(
                        List.of(HOSTILE),
                        List.of(log.toString()),
                        List.of(log.toString(), "--html", "-"),
                        List.of(log.toString(), "--html", none()),
                        List.of("--script", script.toString()),
                        List.of("--script", HOSTILE)));
        all.put(
                "trace",
                List.of(
                        List.of(HOSTILE),
                        List.of(trace.toString()),
                        List.of(trace.toString(), "--kvm", HOSTILE),
                        List.of(trace.toString(), "--guest-mtrr", log.toString()),
                        List.of(trace.toString(), "--html", "-"),
                        List.of(trace.toString(), "--html", none())));
        all.put(
                "conform",
                List.of(
                        List.of("xen", HOSTILE),
                        List.of("xen", run.toString()),
                        List.of("xen", "--design", HOSTILE, run.toString()),
                        List.of("xen", "--dump", log.toString()),
                        List.of(HOSTILE)));
    }

    private List<List<String>> ofDrive() {
        String save = hostile() + "/differs";
        String says = "printf '%s\\n' \"$1\" >&2; while read -r l; do printf '%s\\n' \"$1\"; done";
        return List.of(
                List.of("--save", save, "--", HOSTILE),
                List.of("--save", save, "--tries", "1", "--", "sh", "-c", says, "sh", LINE),
                List.of(
                        "--save",
                        save,
                        "--tries",
                        "1",
                        "--",
                        "sh",
                        "-c",
                        "printf '%s' \"$1\" >&2; exit 3",
                        "sh",
                        HOSTILE),
                List.of("--save", save, "--recorded", recording.toString(), "--column", "other"),
                List.of("--save", save, "--recorded", recording.toString(), "--column", HOSTILE),
                List.of("--again", outside.toString(), "--", "false"),
                List.of("--seed", HOSTILE, "--", "true"));
    }

    @Test
    void everyVerbIsAsked() {
        List<String> verbs = Tool.mutex()
                .run("--help")
                .out()
                .lines()
                .dropWhile(line -> !line.startsWith("Commands:"))
                .takeWhile(line -> !line.startsWith("Exit codes:"))
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().split(" ", 2)[0])
                .toList();
        assertThat(questions().keySet()).containsExactlyInAnyOrderElementsOf(verbs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check", "list", "design", "run", "replay", "report", "shrink", "explore", "litmus", "mtrr", "trace",
                "conform", "drive", "record", "bench", "compare", "share", "export", "lab", "prove", "demo",
                        "completion"
            })
    void nothingSteersTheTerminal(String verb) {
        boolean shown = false;
        for (List<String> question : questions().getOrDefault(verb, List.of())) {
            String[] arguments =
                    Stream.concat(Stream.of(verb), question.stream()).toArray(String[]::new);
            String what = Arrays.toString(arguments).replace("\u001b", "ESC");
            Tool.Result plain = tool(verb).run(arguments);
            assertPlain(what, plain.out());
            assertPlain(what, plain.err());
            shown |= (plain.out() + plain.err()).contains("FAKE");
            Tool.Result coloured = tool(verb).on(TERMINAL).run(arguments);
            assertPlain(what, OWN_ESCAPES.matcher(coloured.out()).replaceAll(""));
            assertPlain(what, OWN_ESCAPES.matcher(coloured.err()).replaceAll(""));
            assertThat(coloured.out() + coloured.err()).as(what).doesNotContain("a\u001b[31m");
        }
        assertThat(shown).isTrue();
    }

    /** The explorer serves until Ctrl-C. */
    private static Tool tool(String verb) {
        return verb.equals("explore") ? Tool.mutex().interrupted() : Tool.mutex();
    }

    private static void assertPlain(String what, String text) {
        List<String> bad = text.codePoints()
                .filter(c -> c != '\n' && c != '\t' && HOSTILE.indexOf(c) >= 0 && !isLetter(c))
                .mapToObj(Integer::toHexString)
                .toList();
        assertThat(bad).as(what + "\n" + text).isEmpty();
        assertThat(text.lines()).as(what).noneMatch(line -> line.startsWith("FAKE"));
    }

    private static boolean isLetter(int c) {
        return c >= ' ' && c <= '~';
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mtrr LOG --json", "trace TRACE --json -", "drive --recorded RECORDING --column other --json -"})
    void jsonSaysTheSameInEscapes(String command) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (String word : command.split(" ", -1)) {
            arguments.add(
                    switch (word) {
                        case "LOG" -> log.toString();
                        case "TRACE" -> trace.toString();
                        case "RECORDING" -> recording.toString();
                        default -> word;
                    });
        }
        if (command.startsWith("drive")) {
            arguments.addAll(
                    1, List.of("--save", directory.resolve("s" + HOSTILE).toString()));
        }
        String out = Tool.mutex().run(arguments.toArray(String[]::new)).out();
        assertPlain(command, out);
        JsonNode json = MAPPER.readTree(out);
        if (command.startsWith("mtrr")) {
            assertThat(json.path("file").asText()).isEqualTo(log.toString());
        } else if (command.startsWith("drive")) {
            assertThat(json.path("causes").get(0).path("file").asText()).contains(HOSTILE);
        }
    }

    @Test
    void namesThatAreNoUtf8AreReadAndShown() throws IOException, InterruptedException {
        Path many = Files.createDirectory(directory.resolve("many"));
        Process copy = new ProcessBuilder(
                        "sh",
                        "-c",
                        "cp \"$1\" \"$2/$(printf 'bad\\377\\233.json')\" && cp \"$1\" \"$2/good.json\"",
                        "sh",
                        counterexample.toString(),
                        many.toString())
                .start();
        assertThat(copy.waitFor()).isZero();
        Tool.Result result = Tool.mutex().run("replay", many.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("bad\ufffd", "good.json");
    }
}
