package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.lab.machine.BootedMachine;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.machine.LabSetup;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.KvmScenarioReader;
import dev.stalemate.text.Visible;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Plays scenarios of a user's own. */
@Command(
        name = "play",
        description = {
            "Plays scenarios on a real kernel, and prints what the machine says, line by line.",
            "Nothing is compared. docs/how-to/lab.md has the language of scenarios and of what the machine says."
        })
public final class LabPlayCommand implements Callable<Integer> {
    private static final int LONGEST = 4096;

    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of scenarios.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private final KernelOption kernel;

    /** The command in a session. */
    public LabPlayCommand(Session session) {
        this(session, LabSetup::new);
    }

    LabPlayCommand(Session session, Setups setups) {
        this.session = session;
        this.kernel = new KernelOption(setups);
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        List<String> scenarios = new ArrayList<>();
        for (Path file : files) {
            scenarios.addAll(read(file));
        }
        BootedMachine machine = kernel.machine(session);
        session.drive().begin("lab play", "scenarios");
        try {
            machine.play(scenarios, line -> session.say(Visible.line(line, LONGEST)));
        } catch (LabException e) {
            throw new Failure(ExitCode.BOUND, String.valueOf(e.getMessage()));
        }
        return ExitCode.OK.number();
    }

    /** The scenarios of a file; those of KVM are checked here, so that no machine starts for a mistake. */
    private List<String> read(Path file) throws IOException, BadFileException {
        if (Files.size(file) > KvmScenarioReader.MOST_BYTES) {
            throw new BadFileException(file.toString(), "is longer than " + KvmScenarioReader.MOST_BYTES + " bytes");
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        List<String> read = kernel.kernel().isXen()
                ? xen(text)
                : KvmScenarioReader.read(file.toString(), text).stream()
                        .map(KvmScenario::text)
                        .toList();
        if (read.isEmpty()) {
            throw new BadFileException(file.toString(), "has no scenario");
        }
        return read;
    }

    private static List<String> xen(String text) {
        List<String> scenarios = new ArrayList<>();
        StringBuilder scenario = new StringBuilder();
        for (String line : text.lines().toList()) {
            scenario.append(line).append('\n');
            if (line.equals("end")) {
                scenarios.add(scenario.toString());
                scenario.setLength(0);
            }
        }
        return scenarios;
    }
}
