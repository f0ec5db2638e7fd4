package dev.stalemate.lab.machine;

import dev.stalemate.files.WorkPlace;
import dev.stalemate.lab.machine.LabFolder.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A machine that has booted: each run goes on from its saved state, with other scenarios on its second disk. */
public final class BootedMachine implements RealMachine {
    private static final String DISK = "hard_drive.1.drive0.image";
    static final int DISK_BYTES = 16 << 20;
    private static final int MOST_TEXT = DISK_BYTES / 2;
    static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String NAME = "scenario ";

    private final Place place;
    private final String program;
    private final Duration patience;
    private final BooleanSupplier stopped;

    /**
     * A machine whose state is saved.
     *
     * @param program the emulator; tests have another program in its place
     * @param patience how much of the processor's time it may take without a word
     */
    BootedMachine(Place place, String program, Duration patience, BooleanSupplier stopped) {
        this.place = place;
        this.program = program;
        this.patience = patience;
        this.stopped = stopped;
    }

    /** What the machine said of itself as it booted. */
    public List<String> boot() throws IOException {
        return Files.readAllLines(place.boot(), StandardCharsets.ISO_8859_1);
    }

    @Override
    @SuppressWarnings("try") // the image stays as it is meanwhile
    public void play(List<String> scenarios, Consumer<String> line) throws LabException {
        try (LabLock held = LabLock.toRun(place.folder())) {
            boot().forEach(line);
            List<String> left = new ArrayList<>(scenarios);
            while (!left.isEmpty()) {
                Run run = new Run(batch(left), line);
                run.go();
                left.subList(0, run.done).clear();
            }
        } catch (IOException e) {
            throw new LabException("the machine could not be run: " + e.getMessage(), e);
        }
    }

    /**
     * Runs a program of the host in the machine, as root.
     *
     * @param program an executable that needs no library
     * @param arguments its arguments, without spaces
     * @param line takes what it said, {@code @out LINE}, and at last {@code @exit-code N} or {@code @killed SIGNAL}
     * @throws LabException if the machine is lost
     */
    public void run(Path program, List<String> arguments, Consumer<String> line) throws LabException {
        try {
            new Run(List.of(), Scenarios.program(Files.readAllBytes(program), arguments), line).go();
        } catch (IOException e) {
            throw new LabException("the machine could not be run: " + e.getMessage(), e);
        }
    }

    private static List<String> batch(List<String> left) {
        int size = 0;
        int count = 0;
        while (count < left.size() && (count == 0 || size + left.get(count).length() <= MOST_TEXT)) {
            size += left.get(count++).length() + 1;
        }
        return List.copyOf(left.subList(0, count));
    }

    /** One start of the emulator: it ends with the last scenario, or with the one that took the machine with it. */
    private final class Run {
        private final List<String> scenarios;
        private final byte[] disk;
        private final Consumer<String> line;
        private boolean ready;
        private boolean over;
        private boolean inside;
        /** How many scenarios are over, the one that was lost included. */
        private int done;

        Run(List<String> scenarios, Consumer<String> line) {
            this(scenarios, (String.join("\n", scenarios) + "\n").getBytes(StandardCharsets.US_ASCII), line);
        }

        Run(List<String> scenarios, byte[] disk, Consumer<String> line) {
            this.scenarios = scenarios;
            this.disk = disk;
            this.line = line;
        }

        void go() throws IOException, LabException {
            try (WorkPlace work = WorkPlace.open("stalemate-lab-")) {
                Path folder = work.directory();
                Path state = restoredState(folder);
                Files.createSymbolicLink(folder.resolve("boot.iso"), place.disc());
                Files.writeString(folder.resolve("rc"), "c\n");
                Path shim = place.build().resolve("shim.so");
                Emulator emulator = new Emulator(folder, patience, stopped);
                Emulator.Ended ended = emulator.run(
                        List.of(program, "-q", "-r", state.toString(), "-rc", "rc"),
                        Files.exists(shim) ? Map.of("LD_PRELOAD", shim.toString()) : Map.of(),
                        this::take);
                finish(ended, emulator.lastWords());
            }
        }

        /** Links to what was saved, but with another disk. */
        private Path restoredState(Path folder) throws IOException {
            Path state = Files.createDirectory(folder.resolve("state"));
            try (Stream<Path> files = Files.list(place.state())) {
                for (Path file : files.toList()) {
                    Path name = file.getFileName();
                    if (!name.toString().equals(DISK)) {
                        Files.createSymbolicLink(state.resolve(name), file);
                    }
                }
            }
            Scenarios.writeDisk(state.resolve(DISK), disk);
            Scenarios.writeDisk(folder.resolve("scenarios.img"), "");
            return state;
        }

        private boolean take(String said) {
            if (said.equals("@ready")) {
                boolean again = ready;
                ready = true;
                return !again;
            }
            if (said.equals("@done")) {
                over = true;
                return false;
            }
            // A kernel that panics starts the machine again, and says this before it is ready.
            if (said.startsWith("@machine ")) {
                return false;
            }
            if (said.startsWith("@scenario ")) {
                inside = true;
            }
            line.accept(said);
            if (said.startsWith("@end ") || said.startsWith("@killed ")) {
                done += inside ? 1 : 0;
                inside = false;
            }
            return true;
        }

        private void finish(Emulator.Ended ended, String lastWords) throws LabException {
            if (done >= scenarios.size()) {
                return;
            }
            if (over) {
                while (done < scenarios.size()) {
                    lost("the machine did not play it");
                }
                return;
            }
            String why =
                    switch (ended) {
                        case BY_ITSELF -> "the emulator ended";
                        case SILENT -> "the machine said nothing any more";
                        case ENOUGH -> "the kernel of the machine started again";
                    };
            if (!ready) {
                throw new LabException(why + " before any scenario was played: " + lastWords);
            }
            if (!inside && done > 0) {
                return; // none was being played, so none is to blame
            }
            lost(why + ": " + lastWords);
        }

        private void lost(String why) {
            String name = name(scenarios.get(done));
            if (!inside) {
                line.accept("@scenario " + name);
            }
            inside = false;
            line.accept("@lost " + name + " " + why);
            done++;
        }

        private static String name(String scenario) {
            return scenario.lines()
                    .filter(l -> l.startsWith(NAME))
                    .map(l -> l.substring(NAME.length()))
                    .findFirst()
                    .orElse("?");
        }
    }
}
