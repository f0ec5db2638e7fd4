package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.lab.machine.BootedMachine;
import dev.stalemate.lab.machine.DebianKernel;
import dev.stalemate.lab.machine.KernelPatch;
import dev.stalemate.lab.machine.LabSetup;
import dev.stalemate.lab.machine.LabTool;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which kernel runs. */
final class KernelOption {
    @Option(
            names = "--kernel",
            paramLabel = "KERNEL",
            converter = KernelConverter.class,
            completionCandidates = KernelConverter.class,
            defaultValue = "kvm-6.1",
            description = "${COMPLETION-CANDIDATES}; kvm- can be left out. Default: ${DEFAULT-VALUE}.")
    private DebianKernel kernel = DebianKernel.KVM_6_1;

    @Mixin
    private final LabFolderOption folder = new LabFolderOption();

    private final Setups setups;

    KernelOption(Setups setups) {
        this.setups = setups;
    }

    /** The kernel. */
    DebianKernel kernel() {
        return kernel;
    }

    /** Another one, which another option names. */
    void choose(DebianKernel chosen) {
        kernel = chosen;
    }

    /** The machine that runs it; a failure says how to get it. */
    BootedMachine machine(Session session) throws IOException {
        return machine(setup(session, null, text -> {}), kernel);
    }

    /** What makes the machine, or the same with a patch of KVM. */
    LabSetup setup(Session session, @Nullable KernelPatch patch, Consumer<String> say) {
        return setups.of(folder.folder(), kernel, patch, session::interrupted, say);
    }

    /** The machine of a kernel; a failure says how to get it. */
    static BootedMachine machine(LabSetup setup, DebianKernel kernel) throws IOException {
        BootedMachine machine = setup.machine();
        if (machine == null) {
            throw new Failure(
                    ExitCode.BOUND,
                    kernel.label() + " is not set up: run stalemate lab setup " + kernel.label()
                            + ", or stalemate lab doctor to see what that takes");
        }
        if (!setup.hasEmulator()) {
            throw new Failure(
                    ExitCode.BOUND,
                    LabTool.EMULATOR.file() + " is not here: " + LabTool.install(List.of(LabTool.EMULATOR)));
        }
        return machine;
    }
}
