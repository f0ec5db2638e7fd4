package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Session;
import dev.stalemate.lab.machine.BootedMachine;
import dev.stalemate.lab.machine.DebianKernel;
import dev.stalemate.lab.machine.KernelPatch;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.machine.LabFolder;
import dev.stalemate.lab.machine.LabSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes images. */
@Command(
        name = "setup",
        description = {
            "Makes images of real kernels: takes Debian's packages, unpacks them, builds discs, boots each once.",
            "Nothing is installed, and nothing is written outside the lab's folder. What was done is kept: a setup that was interrupted goes on.",
            "Ends with 0 if all is there, with 20 if something is missing or was interrupted."
        })
public final class LabSetupCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            arity = "0..*",
            paramLabel = "KERNEL",
            description = "${COMPLETION-CANDIDATES}. Default: all.",
            completionCandidates = KernelConverter.class)
    private List<String> kernels = new ArrayList<>();

    @Option(
            names = "--patch",
            paramLabel = "FILE",
            description =
                    "Build KVM with this patch, from Debian's sources of the kernel; the image is kept beside the other.")
    private @Nullable Path patch;

    @Mixin
    private final LabFolderOption folder = new LabFolderOption();

    /** The command in a session. */
    public LabSetupCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        session.drive().begin("lab setup", "steps");
        LabFolder where = folder.folder();
        KernelPatch change = PatchFiles.read(patch);
        session.say("images are kept in " + where.path());
        for (DebianKernel kernel : KernelConverter.all(kernels)) {
            LabSetup setup = new LabSetup(where, kernel, change, session::interrupted, text -> told(kernel, text));
            if (setup.isDone()) {
                told(kernel, "is there");
            } else {
                told(kernel, "needs " + setup.needs());
            }
            make(setup, kernel);
        }
        return ExitCode.OK.number();
    }

    private void make(LabSetup setup, DebianKernel kernel) throws IOException {
        try {
            BootedMachine machine = setup.make();
            machine.boot().forEach(line -> told(kernel, line.replaceFirst("^@machine ", "")));
        } catch (LabException e) {
            throw PatchFiles.failure(kernel.label(), e);
        }
    }

    private void told(DebianKernel kernel, String text) {
        session.say(kernel.label() + ": " + text);
        session.out().flush();
    }
}
