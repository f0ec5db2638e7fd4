package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete verbs and options. */
@Command(
        name = CompletionCommand.NAME,
        description = {
            "Prints a script by which bash and zsh complete verbs and options.",
            "In a shell: source <(./stalemate " + CompletionCommand.NAME + ")"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** The verb. What it prints is about all verbs. */
    public static final String NAME = "completion";

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.out().print(AutoComplete.bash("stalemate", spec.root().commandLine()));
        return ExitCode.OK.number();
    }
}
