package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** docs/reference/verbs.md: what {@code --help} says of each verb. */
final class VerbsPageTest {
    private static final Path PAGE = Path.of("docs/reference/verbs.md");
    private static final Path RIGHT_PAGE = Path.of("target/verbs.md");

    private static final String HEAD =
            """
            # Verbs and their options

            For anyone that looks for an option; `stalemate VERB --help` prints the same.

            The tool writes this page: `VerbsPageTest` compares it, and if it differs, the right one is target/verbs.md.
            """;

    private static void describe(CommandLine command, String name, StringBuilder page) {
        page.append("\n## ")
                .append(name)
                .append("\n\n```\n")
                .append(command.getUsageMessage())
                .append("```\n");
        command.getSubcommands().forEach((sub, verb) -> describe(verb, name + " " + sub, page));
    }

    @Test
    void itIsWhatHelpSays() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        CommandLine tool = Stalemate.commandLine(
                Tool.ofEverySystem().session(OutputStream.nullOutputStream(), OutputStream.nullOutputStream()));
        describe(tool, "stalemate", page);
        Files.writeString(RIGHT_PAGE, page);

        assertThat(page.toString()).contains("## stalemate lab replay", "--driver");
        assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
    }
}
