package dev.stalemate.lab.machine;

import dev.stalemate.outside.Processes;
import dev.stalemate.text.Visible;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The emulator's process. What the machine says is handed on line by line; a machine that says nothing for too long is ended, by the time
 * of the processor that it took and not by the clock, so that a busy host ends none.
 */
final class Emulator {
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_WAITING = 100_000;
    private static final long POLL_MILLIS = 100;
    private static final String END = "";
    private static final int QUOTED = 300;
    private static final int LAST_BYTES = 4096;

    private final Path folder;
    private final Duration patience;
    private final BooleanSupplier stopped;

    /**
     * A place where an emulator works.
     *
     * @param folder the folder, with the files that its configuration names
     * @param patience how much of the processor's time it may take without a word
     * @param stopped whether the user wants it to end
     */
    Emulator(Path folder, Duration patience, BooleanSupplier stopped) {
        this.folder = folder;
        this.patience = patience;
        this.stopped = stopped;
    }

    /** How a run ended. */
    enum Ended {
        /** The machine switched itself off, or the emulator ended. */
        BY_ITSELF,
        /** It said nothing for too long. */
        SILENT,
        /** The reader of the lines needs no more of them. */
        ENOUGH
    }

    /** Reads lines. */
    @FunctionalInterface
    interface Lines {
        /** Takes a line; false if no more are wanted, and the machine can be ended. */
        boolean take(String line);
    }

    /**
     * Runs it to its end.
     *
     * @throws LabException if it can't be started, or the user ended it
     */
    Ended run(List<String> command, Map<String, String> environment, Lines lines) throws LabException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(folder.resolve("emulator.err").toFile());
        builder.environment().putAll(environment);
        Processes started;
        try {
            started = Processes.start(builder);
        } catch (IOException e) {
            throw new LabException(command.get(0) + " can't be started: " + e.getMessage(), e);
        }
        try {
            return await(started.process(), lines);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        } finally {
            started.close();
        }
    }

    private Ended await(Process process, Lines lines) throws InterruptedException, LabException {
        BlockingQueue<String> queue = new LinkedBlockingQueue<>(MOST_WAITING);
        Thread reader = new Thread(() -> read(process.getInputStream(), queue), "lab-reader");
        reader.setDaemon(true);
        reader.start();
        try {
            return await(process, lines, queue);
        } finally {
            reader.interrupt(); // it may wait for room that nobody makes any more
        }
    }

    private Ended await(Process process, Lines lines, BlockingQueue<String> queue)
            throws InterruptedException, LabException {
        MachineSilence silence = new MachineSilence(
                patience, () -> process.info().totalCpuDuration().orElse(Duration.ZERO), System::nanoTime);
        while (true) {
            String line = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (stopped.getAsBoolean()) {
                throw new LabException("interrupted");
            }
            if (line == null) {
                if (silence.isTooLong()) {
                    return Ended.SILENT;
                }
            } else if (line.equals(END)) {
                return Ended.BY_ITSELF;
            } else {
                silence.broken();
                if (!lines.take(line)) {
                    return Ended.ENOUGH;
                }
            }
        }
    }

    /** Only lines of the machine begin with an at sign: the emulator's own messages don't. */
    private static void read(InputStream from, BlockingQueue<String> to) {
        Consumer<String> put = line -> {
            try {
                to.put(line);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.ISO_8859_1))) {
            StringBuilder line = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c != '\n') {
                    if (line.length() < LONGEST_LINE) {
                        line.append((char) c);
                    }
                } else {
                    if (!line.isEmpty() && line.charAt(0) == '@') {
                        put.accept(line.toString());
                    }
                    line.setLength(0);
                }
            }
        } catch (IOException e) {
            // The process is gone: what it said until then is what there is.
            put.accept(END);
            return;
        }
        put.accept(END);
    }

    /** The last words of the machine's console and of the emulator itself, for a message. */
    String lastWords() {
        List<String> words = new ArrayList<>();
        for (String name : List.of("serial.txt", "emulator.err")) {
            String text = end(folder.resolve(name)).replace("\0", "").strip();
            if (!text.isEmpty()) {
                words.add(Visible.line(text.substring(text.lastIndexOf('\n') + 1), QUOTED));
            }
        }
        return words.isEmpty() ? "it said nothing" : String.join("; ", words);
    }

    private static String end(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.max(0, Files.size(file) - LAST_BYTES));
            return new String(in.readNBytes(LAST_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
