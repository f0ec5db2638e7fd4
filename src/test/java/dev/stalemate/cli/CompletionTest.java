package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A shell that reads what {@code stalemate completion} prints completes each verb and each option; the manual pages have them, too. */
class CompletionTest {
    private static final CommandLine TOP = EveryVerb.top();

    @TempDir
    private Path temporary = Path.of("");

    @Test
    void bashCompletesEveryVerbAndOption() throws Exception {
        Files.writeString(
                temporary.resolve("completion"),
                Tool.ofEverySystem().run("completion").out());
        List<String> asked = new ArrayList<>();
        List<Collection<String>> there = new ArrayList<>();
        for (CommandLine command : EveryVerb.all(TOP).toList()) {
            String words = command.getCommandSpec().qualifiedName();
            asked.add(words + " -");
            there.add(EveryVerb.options(command));
            if (!command.getSubcommands().isEmpty()) {
                asked.add(words + " ''");
                there.add(command.getSubcommands().keySet());
            }
        }
        List<String> offered = completed(asked);

        assertThat(offered).hasSameSizeAs(asked).hasSizeGreaterThan(25);
        for (int i = 0; i < asked.size(); i++) {
            Iterable<String> words = Splitter.on(' ').omitEmptyStrings().split(offered.get(i));
            assertThat(words).as(asked.get(i)).containsExactlyInAnyOrderElementsOf(new TreeSet<>(there.get(i)));
        }
    }

    /** What bash offers after these words, on a line each. */
    private List<String> completed(List<String> asked) throws Exception {
        StringBuilder script = new StringBuilder("compopt() { :; }; source ./completion\n");
        for (String words : asked) {
            script.append("COMP_WORDS=(").append(words).append("); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n");
            script.append("COMPREPLY=(); _complete_stalemate; echo \"${COMPREPLY[@]}\"\n");
        }
        Process shell = new ProcessBuilder("bash", "-c", script.toString())
                .directory(temporary.toFile())
                .redirectErrorStream(true)
                .start();
        shell.getOutputStream().close();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        return said.lines().toList();
    }

    @Test
    void eachVerbHasAManualPageWithItsOptions() throws Exception {
        EveryVerb.main(new String[] {temporary.toString()});
        List<CommandLine> all = EveryVerb.all(TOP).toList();

        assertThat(all).hasSizeGreaterThan(20).allSatisfy(command -> {
            String name = command.getCommandSpec().qualifiedName("-");
            String page = Files.readString(temporary.resolve(name + ".adoc"));
            assertThat(page).contains("= " + name + "(1)");
            assertThat(EveryVerb.options(command)).isNotEmpty().allSatisfy(option -> assertThat(page)
                    .containsPattern("(?m)^\\*(.*[ *])?" + option + "[*,].*::$"));
        });
        String top = Files.readString(temporary.resolve("stalemate.adoc"));
        assertThat(TOP.getSubcommands().keySet())
                .allSatisfy(verb -> assertThat(top).contains("xref:stalemate-" + verb + ".adoc"));
        assertThat(top).contains("*65*", "bad input file");
    }
}
