package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Real kernels, in an emulator. */
@Command(
        name = "lab",
        description = {
            "Runs real kernels in an emulator, and compares what they do with the models.",
            "docs/lab.md explains it all. Begin with stalemate lab doctor."
        },
        footerHeading = "%nstalemate lab COMMAND --help explains a command.%n")
public final class LabCommand implements Callable<Integer> {
    private LabCommand() {}

    /** The verb with its commands. */
    public static CommandLine with(Session session) {
        return new CommandLine(new LabCommand())
                .addSubcommand(new LabDoctorCommand(session))
                .addSubcommand(new LabRunCommand(session))
                .addSubcommand(new LabKvmCommand(session))
                .addSubcommand(new LabReplayCommand(session))
                .addSubcommand(new LabJudgeCommand(session))
                .addSubcommand(new LabPlayCommand(session))
                .addSubcommand(new LabSetupCommand(session));
    }

    @Override
    public Integer call() {
        throw new Failure(ExitCode.USAGE, "which command of the lab? See stalemate lab --help");
    }
}
