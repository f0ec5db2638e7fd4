package dev.stalemate.pathfinder;

import com.google.common.collect.ImmutableList;
import dev.stalemate.outside.ChildProgram;
import dev.stalemate.outside.Exchange;
import dev.stalemate.outside.Trouble;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process in which Java PathFinder answers one question after the other, so that only the first one waits for its start. It is replaced
 * when a question took too long or ended it.
 */
final class JudgeProcess implements AutoCloseable {
    /** Each line of the protocol is answered at once or after half a second; a process that collects its garbage may need longer. */
    private static final Duration MOST_SILENCE = Duration.ofSeconds(60);

    /** What {@code -XX:+ExitOnOutOfMemoryError} ends a process with. */
    private static final String OUT_OF_MEMORY = "ended with 3";

    private static final Pattern STORED = Pattern.compile("stored (\\d{1,18}) (\\d{1,18})");

    private final ChildProgram program;
    private final BooleanSupplier stopped;

    /** A process that is started at its first question. */
    JudgeProcess(List<String> command, BooleanSupplier stopped) {
        this.stopped = stopped;
        this.program = new ChildProgram(command, MOST_SILENCE, MOST_SILENCE, stopped);
    }

    /**
     * The results of the question in a directory.
     *
     * @param most how long it may take
     * @throws InterruptedIOException if the user ended it
     */
    Findings ask(Path directory, Duration most, Stored listener) throws IOException {
        try {
            long end = System.nanoTime() + most.toNanos();
            String answer = line("ask " + directory);
            while (!answer.equals("done")) {
                if (System.nanoTime() - end > 0) {
                    program.restart();
                    return Findings.none("Java PathFinder took longer than " + most.toSeconds() + " s (--max-time)");
                }
                answer = line("wait");
                Matcher stored = STORED.matcher(answer);
                if (stored.matches()) {
                    listener.stored(Long.parseLong(stored.group(1)), Long.parseLong(stored.group(2)));
                }
            }
        } catch (Failed e) {
            return Findings.none("Java PathFinder " + e.getMessage());
        }
        Findings found = Findings.in(directory);
        if (!found.notes().containsKey("finished")) {
            program.restart(); // what is left of such a run is not known
        }
        return found;
    }

    /** The process did not answer. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String how) {
            super(how);
        }
    }

    private String line(String request) throws Failed, InterruptedIOException {
        Exchange exchange;
        try {
            exchange = program.ask(ImmutableList.of(request));
        } catch (ChildProgram.NotStartedException e) {
            throw new Failed("can't be started: " + e.getMessage());
        }
        Trouble trouble = exchange.trouble();
        if (trouble == null) {
            return exchange.answers().get(0);
        }
        if (stopped.getAsBoolean() || trouble.kind() == Trouble.Kind.STOPPED) {
            throw new InterruptedIOException("Java PathFinder was interrupted");
        }
        String words = program.lastWords();
        throw new Failed(
                trouble.says().startsWith(OUT_OF_MEMORY)
                        ? "ran out of memory (--max-memory)"
                        : trouble.says() + (words.isEmpty() ? "" : ": " + words));
    }

    @Override
    public void close() {
        program.close();
    }
}
