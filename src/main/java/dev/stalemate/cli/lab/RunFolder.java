package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.lab.campaign.SmallestScenario;
import dev.stalemate.lab.scenario.KvmScenario;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder with all that was played on a machine, and all that it said, written as it says it. */
final class RunFolder implements AutoCloseable {
    private static final String RECORDING = "recording.lab";

    private final Session session;
    private final Path path;
    private final BufferedWriter recording;
    private int kept;
    private boolean full;

    private RunFolder(Session session, Path path) throws IOException {
        this.session = session;
        this.path = path;
        this.recording = Files.newBufferedWriter(path.resolve(RECORDING), StandardCharsets.ISO_8859_1);
    }

    /** The folder that the user named, or a new one in the state folder: NAME, NAME-2 and so on. */
    static RunFolder of(Session session, @Nullable Path named, String name) throws IOException {
        if (named != null) {
            return new RunFolder(session, empty(named));
        }
        Path all = Files.createDirectories(session.surroundings().state().resolve("lab"));
        Path path = all.resolve(name);
        for (int number = 2; Files.exists(path); number++) {
            path = all.resolve(name + "-" + number);
        }
        return new RunFolder(session, Files.createDirectory(path));
    }

    /** A folder that the user named: what is in it already is not written over. */
    private static Path empty(Path named) throws IOException {
        Files.createDirectories(named);
        try (Stream<Path> all = Files.list(named)) {
            if (all.findAny().isPresent()) {
                throw new Failure(ExitCode.USAGE, "--save: " + named + " is not empty; name a new folder");
            }
        }
        return named;
    }

    Path path() {
        return path;
    }

    void scenarios(String text) throws IOException {
        Files.writeString(path.resolve("sequences.scn"), text, StandardCharsets.US_ASCII);
    }

    /** Writes down what the machine said. What was judged counts, also where the disk is full. */
    void said(String line) {
        if (full) {
            return;
        }
        try {
            recording.write(line);
            recording.write('\n');
            if (line.startsWith("@end ") || line.startsWith("@killed ") || line.startsWith("@lost ")) {
                recording.flush();
            }
        } catch (IOException e) {
            full = true;
            session.troubles().add(e, ": " + path.resolve(RECORDING) + " ends there");
        }
    }

    /** Keeps the smallest scenario of a cause, and what the machine said of it. */
    void keep(SmallestScenario smallest) throws IOException {
        KvmScenario scenario = smallest.scenario();
        if (scenario != null) {
            String stem = "cause-" + ++kept;
            String head = "# " + smallest.group().signature() + "\n";
            Files.writeString(path.resolve(stem + ".scn"), head + scenario.text(), StandardCharsets.US_ASCII);
            Files.writeString(
                    path.resolve(stem + ".lab"),
                    String.join("\n", smallest.recording()) + "\n",
                    StandardCharsets.ISO_8859_1);
        }
    }

    /** Keeps the smallest scenario of a cause. */
    void keep(String cause, String scenario) throws IOException {
        Files.writeString(
                path.resolve("cause-" + ++kept + ".scn"), "# " + cause + "\n" + scenario, StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        if (!full) {
            recording.close();
        }
    }
}
