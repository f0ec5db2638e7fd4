package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.cli.shared.SavedFiles;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.lab.export.KvmProgram;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.systems.kvm.KvmVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A saved counterexample as one C program for a real KVM. */
@Command(
        name = "export",
        description = {
            "Writes a saved counterexample of kvm as one C program to attach to a mail: it plays the counterexample through /dev/kvm and"
                    + " compares the leaves of the EPT with the model's. Its head says how to build and run it, and what it needs.",
            "Exit 65 if no program can show it, with the reason."
        })
public final class ExportCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final String OTHER_CHARACTERS = "[^A-Za-z0-9_.-]";
    private static final int LONGEST_NAME = 60;

    private final Session session;

    @Option(names = "--c", required = true, description = "Write C; there is no other language.")
    @SuppressWarnings("UnusedVariable") // that it is given is all
    private boolean inC;

    @Parameters(
            paramLabel = "FILE",
            description = "A saved counterexample, or a mail or page with one; - for standard input.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE|-",
            description = "Where to write it; - for standard output. Default: ${DEFAULT-VALUE}.")
    private String output = STANDARD_OUTPUT;

    @Option(
            names = "--kernel",
            paramLabel = "VERSION",
            description = "The kernel that is to play it, as in 6.1. Default: one of the design that it is about.")
    private @Nullable String version;

    /** The verb in a session. */
    public ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        SavedFiles saved = new SavedFiles(session, List.of(file));
        session.files()
                .reads(saved.files())
                .writes("-o", output, OutputKind.OTHER)
                .check();
        SavedText only = saved.only();
        if (only == null) {
            throw new Failure(ExitCode.USAGE, file + " has several counterexamples: a program plays one");
        }
        Counterexample c = only.counterexample();
        String program = program(c, kernel(c));
        if (session.write(output, program) && !output.equals(STANDARD_OUTPUT)) {
            session.say("its head says how to build and run it");
        }
        return ExitCode.OK.number();
    }

    private KvmVersion kernel(Counterexample c) throws BadFileException {
        String wanted = version;
        if (wanted != null) {
            return Failure.asUsage(() -> KvmVersion.of(wanted));
        }
        KvmVersion own = KvmProgram.kernelOf(c);
        if (own == null) {
            throw new BadFileException(
                    file.toString(),
                    c.system() + "/" + c.design()
                            + " is no release of Linux's KVM; a kernel that takes the same steps can be"
                            + " named with --kernel");
        }
        return own;
    }

    private String program(Counterexample c, KvmVersion kernel) throws BadFileException {
        try {
            return KvmProgram.of(name(c), c, kernel, ToolVersion.FULL);
        } catch (NotMappedException e) {
            throw new BadFileException(
                    file.toString(), "no program shows it on " + kernel.range() + ": " + e.getMessage());
        }
    }

    private static String name(Counterexample c) {
        String claim = c.claim() == null ? "" : c.claim().replaceAll(OTHER_CHARACTERS, "_");
        String name = claim.isEmpty() ? "counterexample" : claim;
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }
}
