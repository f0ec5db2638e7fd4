package dev.stalemate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.stalemate.outside.Child;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs every program on the same models in turn, each run in a process of its own. */
public final class Suite {
    /** The verdict that every run must have. */
    static final String HOLDS = "holds";

    private static final Size SMALL = new Size(3, 3);
    private static final Size LARGE = new Size(3, 4);
    private static final int ROUNDS_OF_SMALL = 3;
    private static final int ROUNDS_OF_LARGE = 1;
    private static final Duration MOST = Duration.ofMinutes(30);

    private final List<String> tool;
    private final BooleanSupplier stopped;
    private final Consumer<String> progress;
    private final List<SuiteResult.Run> runs = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final EnumSet<Competitor> programs = EnumSet.allOf(Competitor.class);
    private final EnumSet<Competitor> failed = EnumSet.noneOf(Competitor.class);

    /**
     * A suite that has not begun.
     *
     * @param tool the command that starts Stalemate, to which a verb and its options are appended
     * @param stopped whether the user wants it to end
     * @param progress takes a line before each run
     */
    public Suite(List<String> tool, BooleanSupplier stopped, Consumer<String> progress) {
        this.tool = List.copyOf(tool);
        this.stopped = stopped;
        this.progress = progress;
    }

    /**
     * Runs everything; after an interrupt the result has what was complete by then.
     *
     * @param quick only the smaller model
     * @param withSpin compare with SPIN where it is installed
     * @throws IOException if a run of the search fails
     */
    public SuiteResult run(boolean quick, boolean withSpin) throws IOException {
        Optional<String> missing =
                Spin.missing(Optional.ofNullable(System.getenv("PATH")).orElse(""));
        if (!withSpin || missing.isPresent()) {
            programs.remove(Competitor.SPIN);
        }
        if (withSpin) {
            missing.ifPresent(remarks::add);
        }
        Path directory = Files.createTempDirectory("stalemate-bench");
        boolean complete = true;
        try {
            Child child = new Child(directory, stopped);
            rounds(SMALL, ROUNDS_OF_SMALL, child, directory);
            if (!quick) {
                rounds(LARGE, ROUNDS_OF_LARGE, child, directory);
            }
        } catch (InterruptedIOException e) {
            complete = false;
            remarks.add("interrupted: not everything was measured");
        } finally {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
        SuiteResult result = new SuiteResult(runs, remarks, complete);
        return new SuiteResult(
                runs,
                Stream.concat(remarks.stream(), result.disagreements().stream()).toList(),
                complete);
    }

    private void rounds(Size size, int rounds, Child child, Path directory) throws IOException {
        for (int round = 1; round <= rounds; round++) {
            for (Competitor program : programs) {
                boolean told = program != Competitor.COLD
                        || size.equals(SMALL); // of a longer one the start is no part to speak of
                if (told && !failed.contains(program)) {
                    progress.accept(size + ", round " + round + " of " + rounds + ": " + program);
                    measure(size, program, child, directory);
                }
            }
        }
    }

    /** A program that the search is compared with may fail, and is left out from then on; the search itself may not. */
    private void measure(Size size, Competitor program, Child child, Path directory) throws IOException {
        try {
            Measured measured =
                    switch (program) {
                        case SPIN -> Spin.run(size, child, directory);
                        case TWO_RUNS -> two(size, child, directory);
                        case COLD -> cold(size, child);
                        default -> run(size, program, child);
                    };
            runs.add(new SuiteResult.Run(size, program, measured));
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (program == Competitor.SEARCH) {
                throw e;
            }
            failed.add(program);
            remarks.add(program + ": not compared: " + e.getMessage());
        }
    }

    private Measured run(Size size, Competitor program, Child child) throws IOException {
        return parse(child.run(MOST, command(size, program)));
    }

    /** A run whose seconds are those of its whole process. */
    private Measured cold(Size size, Child child) throws IOException {
        long begun = System.nanoTime();
        Measured measured = run(size, Competitor.COLD, child);
        return measured.withSeconds((System.nanoTime() - begun) / 1e9);
    }

    /** The slower of two runs that begin at the same time. */
    private Measured two(Size size, Child child, Path directory) throws IOException {
        Child other = new Child(Files.createDirectories(directory.resolve("other")), stopped);
        CompletableFuture<Measured> second = CompletableFuture.supplyAsync(() -> {
            try {
                return run(size, Competitor.TWO_RUNS, other);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            Measured first = run(size, Competitor.TWO_RUNS, child);
            return first.seconds() > second.join().seconds() ? first : second.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException io ? io.getCause() : new IOException(e);
        }
    }

    private List<String> command(Size size, Competitor program) {
        List<String> command = new ArrayList<>(tool);
        command.addAll(List.of("bench", "--policy", "2", "--json", "-"));
        command.addAll(List.of("--vcpus", "" + size.vcpus(), "--frames", "" + size.frames()));
        command.addAll(program.options());
        if (size.equals(SMALL) && program != Competitor.COLD) {
            command.add("--warm-up"); // half of one second is compilation; SPIN's verifier is compiled beforehand
        }
        return command;
    }

    /**
     * The figures of one run of Stalemate.
     *
     * @throws IOException if the text is not that of a complete run
     */
    static Measured parse(String json) throws IOException {
        JsonNode node = new ObjectMapper().readTree(json);
        if (!node.path("verdict").asText().equals(HOLDS)) {
            throw new IOException("a run of stalemate bench has no verdict '" + HOLDS + "'");
        }
        return new Measured(
                node.path("states").asLong(),
                node.path("transitions").asLong(),
                node.path("depth").asInt(),
                node.path("seconds").asDouble(),
                node.path("bytesPerState").asDouble(),
                node.path("allocatedBytesPerTransition").asDouble(Double.NaN));
    }
}
