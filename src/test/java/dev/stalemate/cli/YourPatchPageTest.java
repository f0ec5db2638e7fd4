package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.stalemate.patch.CFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the steps of docs/tutorial/first-patch.md: runs its commands, makes its changes, and compares what it shows with what is printed. */
class YourPatchPageTest {
    private static final String COMMAND = "$ ./stalemate ";

    @TempDir
    private Path directory = Path.of("");

    private String printed = "";
    private int commands;
    private int changes;

    @Test
    void aNewUserGetsWhatThePageShows() throws IOException {
        CFiles.assumeCompiler("cc");
        List<String> pieces =
                Splitter.on("\n```").splitToList(Files.readString(Path.of("docs/tutorial/first-patch.md")));
        for (int i = 1; i < pieces.size(); i += 2) {
            if (pieces.get(i).startsWith("diff\n")) {
                change(pieces.get(i).substring("diff\n".length()));
            } else {
                for (String line : Splitter.on('\n').split(pieces.get(i).strip())) {
                    take(line);
                }
            }
        }
        assertThat(commands).isEqualTo(5);
        assertThat(changes).isEqualTo(2);
    }

    private void take(String line) {
        if (line.startsWith(COMMAND)) {
            Tool.Result result = Tool.ofEverySystem()
                    .run(here(line.substring(COMMAND.length())).split(" "));
            printed = result.out();
            commands++;
        } else {
            String shown = here(line.replace("./stalemate", "stalemate"));
            assertThat(printed).contains(shown.strip());
        }
    }

    /** The files of a command are in the current directory on the page, and in a directory of their own here. */
    private String here(String text) {
        return text.replaceAll("(?<= )(my-patch\\.c|runs)(?=[ /]|$)", directory + "/$1");
    }

    private void change(String diff) throws IOException {
        Path file = directory.resolve("my-patch.c");
        String text = Files.readString(file);
        String old = lines(diff, "-");
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, lines(diff, "+")));
        changes++;
    }

    /** The lines of one side: those that both have begin with a blank. The page shows tabs as blanks. */
    private static String lines(String diff, String sign) {
        return diff.stripTrailing()
                .lines()
                .filter(line -> line.isEmpty() || line.startsWith(" ") || line.startsWith(sign))
                .map(line -> line.isEmpty() ? line : line.substring(1).replace("        ", "\t"))
                .collect(Collectors.joining("\n"));
    }
}
