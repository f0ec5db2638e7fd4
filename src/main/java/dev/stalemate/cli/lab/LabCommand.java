package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.lab.machine.LabSetup;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Real kernels, in an emulator. */
@Command(
        name = "lab",
        description = {
            "Runs real kernels in an emulator, and compares what they do with the models.",
            "docs/how-to/lab.md explains it all. Begin with stalemate lab doctor."
        },
        footerHeading = "%nstalemate lab COMMAND --help explains a command.%n")
public final class LabCommand implements Callable<Integer> {
    private LabCommand() {}

    /** The verb with its commands. */
    public static CommandLine with(Session session) {
        return with(session, LabSetup::new);
    }

    static CommandLine with(Session session, Setups setups) {
        return new CommandLine(new LabCommand())
                .addSubcommand(new LabDoctorCommand(session))
                .addSubcommand(new LabRunCommand(session, setups))
                .addSubcommand(new LabKvmCommand(session, setups))
                .addSubcommand(new LabReplayCommand(session, setups))
                .addSubcommand(new LabJudgeCommand(session, setups))
                .addSubcommand(new LabPlayCommand(session, setups))
                .addSubcommand(new LabSetupCommand(session));
    }

    @Override
    public Integer call() {
        throw new Failure(ExitCode.USAGE, "which command of the lab? See stalemate lab --help");
    }
}
