package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What real machines did, compared with the models. */
@Command(
        name = "conform",
        description = "Plays recorded runs of real machines on the models, and compares.",
        footerHeading = "%nstalemate conform SYSTEM --help explains a system.%n")
public final class ConformCommand implements Callable<Integer> {
    private ConformCommand() {}

    /** The verb with the systems that it knows. */
    public static CommandLine with(Session session) {
        return new CommandLine(new ConformCommand()).addSubcommand(new ConformXenCommand(session));
    }

    @Override
    public Integer call() {
        throw new Failure(ExitCode.USAGE, "conform which system? See stalemate conform --help");
    }
}
