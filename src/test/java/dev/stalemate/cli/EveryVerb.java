package dev.stalemate.cli;

import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** The verbs as picocli knows them, and the manual pages that it makes of them, in AsciiDoc: the release makes them pages for man. */
final class EveryVerb {
    private EveryVerb() {}

    static CommandLine top() {
        return Stalemate.commandLine(new Session(
                Systems.catalogue(),
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                Session.Terminal.NONE,
                () -> 0,
                new Surroundings("stalemate", Path.of("target/state"), Map.of())));
    }

    /** Each command, and those below it. */
    static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(EveryVerb::all));
    }

    /** The names of the options that help shows. */
    static List<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Stream.of(option.names()))
                .toList();
    }

    /** Writes the manual pages to a directory. */
    public static void main(String[] directory) throws IOException {
        Path pages = Files.createDirectories(Path.of(directory[0]));
        int code =
                ManPageGenerator.generateManPage(pages.toFile(), null, new boolean[0], false, top().getCommandSpec());
        if (code != 0) {
            throw new IOException("the manual pages could not be written to " + pages);
        }
    }
}
