package dev.stalemate.outside;

import dev.stalemate.text.Visible;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs another program to its end, within bounds of time and output; no child outlives the run. */
public final class Child {
    private static final long MOST_OUTPUT = 1 << 20;
    private static final int QUOTED = 300;
    private static final long POLL_MILLIS = 50;

    private final Path directory;
    private final BooleanSupplier stopped;

    /**
     * A place to run programs in.
     *
     * @param directory where they work, and where their output is kept meanwhile
     * @param stopped whether the user wants it to end
     */
    public Child(Path directory, BooleanSupplier stopped) {
        this.directory = directory;
        this.stopped = stopped;
    }

    /**
     * How a program ended.
     *
     * @param code its exit code
     * @param out what it wrote to standard output
     * @param err what it wrote to standard error
     */
    public record Ended(int code, String out, String err) {}

    /**
     * What the program wrote to standard output.
     *
     * @throws InterruptedIOException if the user ended it
     * @throws IOException if it can't be started, fails, takes longer or writes more than 1 MiB
     */
    public String run(Duration most, List<String> command) throws IOException {
        Ended ended = end(most, command);
        if (ended.code != 0) {
            String said = ended.err.isBlank() ? ended.out : ended.err;
            throw new IOException(command.get(0) + " ended with " + ended.code + ": "
                    + Visible.line(said.strip().replaceAll("\\s*\\R\\s*", "; "), QUOTED));
        }
        return ended.out;
    }

    /**
     * How the program ends, and what it wrote until then.
     *
     * @throws InterruptedIOException if the user ended it
     * @throws IOException if it can't be started, takes longer or writes more than 1 MiB
     */
    public Ended end(Duration most, List<String> command) throws IOException {
        return end(command.get(0), most, command);
    }

    /**
     * The same for a program that another one starts, such as a shell.
     *
     * @param name what messages call it
     */
    public Ended end(String name, Duration most, List<String> command) throws IOException {
        Path out = directory.resolve("child.out");
        Path err = directory.resolve("child.err");
        Processes started = Processes.start(new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile()));
        Process process = started.process();
        boolean ended;
        try {
            process.getOutputStream().close();
            await(process, name, most, out, err);
        } finally {
            ended = started.end();
        }
        if (!ended) {
            throw new IOException(name + " started processes that could not be ended");
        }
        return new Ended(process.exitValue(), text(out), text(err));
    }

    private void await(Process process, String name, Duration most, Path out, Path err) throws IOException {
        long deadline = System.nanoTime() + most.toNanos();
        try {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (stopped.getAsBoolean()) {
                    throw new InterruptedIOException(name + " was interrupted");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException(name + " took too long");
                }
                if (Files.size(out) > MOST_OUTPUT || Files.size(err) > MOST_OUTPUT) {
                    throw new IOException(name + " wrote more than 1 MiB");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(name + " was interrupted");
        }
        if (stopped.getAsBoolean()) {
            throw new InterruptedIOException(name + " was interrupted");
        }
    }

    private static String text(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes((int) MOST_OUTPUT), StandardCharsets.UTF_8);
        }
    }
}
