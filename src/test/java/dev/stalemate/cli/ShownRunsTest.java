package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands of documents are there, and those that show what is printed print it. */
final class ShownRunsTest {
    private static final String PROMPT = "$ ./stalemate ";

    /** A command on a line of its own, or in a sentence; up to a comment, a pipe, or what stands for more. */
    private static final Pattern COMMAND =
            Pattern.compile("(?:^|[`(|]\\s*|\\$ )(?:\\./)?stalemate ([a-z][^`|#>\\n]*)", Pattern.MULTILINE);

    private static final CommandLine TOOL = Stalemate.commandLine(
            Tool.ofEverySystem().session(OutputStream.nullOutputStream(), OutputStream.nullOutputStream()));

    @TempDir
    private Path directory = Path.of("");

    /** The lines that are shown are printed, in their order; lines between them may be left out. */
    @ParameterizedTest
    @CsvSource({"README.md, 1", "docs/tutorial/first-stale-leaf.md, 6", "docs/tutorial/first-trace.md, 3"})
    void whatIsShownIsPrinted(Path document, int runs) throws IOException {
        int run = 0;
        List<String> pieces = Splitter.on("\n```").splitToList(Files.readString(document));
        for (int i = 1; i < pieces.size(); i += 2) {
            String piece = pieces.get(i).strip();
            if (piece.startsWith(PROMPT)) {
                List<String> lines = Splitter.on('\n').splitToList(piece);
                String command = lines.get(0).substring(PROMPT.length());
                assertInOrder(printed(command), lines.subList(1, lines.size()));
                run++;
            }
        }
        assertThat(run).isEqualTo(runs);
    }

    private String printed(String command) {
        List<String> words = words(command);
        words.replaceAll(
                word -> word.equals("report.html") ? directory.resolve(word).toString() : word);
        return Tool.ofEverySystem().run(words.toArray(new String[0])).out();
    }

    private static void assertInOrder(String printed, List<String> shown) {
        String left = untimed(printed);
        for (String line : shown) {
            String wanted = untimed(line);
            assertThat(left).contains(wanted);
            left = left.substring(left.indexOf(wanted) + wanted.length());
        }
    }

    private static String untimed(String text) {
        return text.replaceAll("\\d+\\.\\d\\d s", "? s");
    }

    /** Words as a shell takes them, which single quotes hold together. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        for (MatchResult word :
                Pattern.compile("'([^']*)'|(\\S+)").matcher(command).results().toList()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }

    static Stream<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents.stream();
    }

    /** Of each command the verb is there, and each option is one of the verb's. */
    @ParameterizedTest
    @MethodSource("documents")
    void verbsAndOptionsAreThere(Path document) throws IOException {
        for (MatchResult command :
                COMMAND.matcher(Files.readString(document)).results().toList()) {
            assertThat(unknown(command.group(1))).as(command.group()).isEmpty();
        }
    }

    /** Tables of verbs leave the tool's name out. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/how-to/recipes.md"})
    void tablesNameVerbsAndOptionsThatAreThere(Path document) throws IOException {
        int commands = 0;
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith("| `")) {
                String first = line.split("(?<!\\\\)\\|", -1)[1];
                for (MatchResult command : Pattern.compile("`([^`-][^`]*)`")
                        .matcher(first)
                        .results()
                        .toList()) {
                    assertThat(unknown(command.group(1).replaceFirst(" #.*", "").replace("\\|", " ")))
                            .as(line)
                            .isEmpty();
                    commands++;
                }
            }
        }
        assertThat(commands).isGreaterThan(9);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void savedRunsThatAreNamedAreThere(Path document) throws IOException {
        for (MatchResult file : Pattern.compile("counterexamples/[\\w./-]+\\.json")
                .matcher(Files.readString(document))
                .results()
                .toList()) {
            assertThat(Path.of(file.group())).exists();
        }
    }

    @Test
    void aVerbAndAnOptionThatAreNotThereAreFound() {
        assertThat(unknown("chekc K3")).isEqualTo("chekc");
        assertThat(unknown("check K3 --jason FILE")).isEqualTo("--jason");
        assertThat(unknown("lab run --kernel 6.1 --sequence 3")).isEqualTo("--sequence");
        assertThat(unknown("check K3 --json=FILE")).isEmpty();
    }

    private static String unknown(String command) {
        CommandLine verb = TOOL;
        for (String word : words(command)) {
            String name = word.replaceFirst("[=,.)\\]].*", "").replace("[", "");
            if (name.equals("--")) {
                return ""; // the rest is another program's
            }
            if (verb.getSubcommands().containsKey(name)) {
                verb = verb.getSubcommands().get(name);
            } else if (name.matches(verb.getParent() == null ? "-?-?[a-z][a-z-]*" : "--?[a-z][a-z-]+")
                    && !verb.getCommandSpec().optionsMap().containsKey(name)) {
                return name;
            }
        }
        return "";
    }
}
