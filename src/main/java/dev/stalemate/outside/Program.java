package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A command that answers the protocol, and is started again whenever it failed to. */
public final class Program implements Implementation, AutoCloseable {
    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(100);
    private static final int TIMES_THE_SLOWEST = 20;

    private final ImmutableList<String> command;
    private final Duration timeout;
    private final BooleanSupplier stopped;
    private @Nullable Peer peer;
    private Duration slowest = Duration.ZERO;
    private boolean impatient;
    private String lastWords = "";

    /**
     * A command that is started when it is first asked.
     *
     * @param command the program and its arguments
     * @param timeout the longest wait for an answer
     * @param stopped whether waiting has to end
     */
    public Program(List<String> command, Duration timeout, BooleanSupplier stopped) {
        this.command = ImmutableList.copyOf(command);
        this.timeout = timeout;
        this.stopped = stopped;
    }

    /** The command can't be started. */
    public static final class NotStartedException extends RuntimeException {
        NotStartedException(String message, IOException cause) {
            super(message, cause);
        }
    }

    /** The program and its arguments. */
    public ImmutableList<String> command() {
        return command;
    }

    /** Whether waiting has to end. */
    boolean stopped() {
        return stopped.getAsBoolean();
    }

    /** The end of what the program that failed last wrote to standard error; empty if it was silent. */
    String lastWords() {
        return lastWords;
    }

    /**
     * Whether to give up on an answer well before the timeout, though long after the slowest one so far: for shrinking requests that
     * the program doesn't answer, where each try would take the whole timeout.
     */
    void setImpatient(boolean on) {
        impatient = on;
    }

    /** The next request is the first of a new process. */
    void startAnew() {
        if (peer != null) {
            peer.close();
            peer = null;
        }
    }

    /**
     * Asks.
     *
     * @throws NotStartedException if the command can't be started
     */
    @Override
    public Exchange ask(List<String> lines) {
        Peer running = peer == null ? started() : peer;
        peer = running;
        Exchange exchange = running.ask(lines, timeout, patience());
        if (exchange.trouble() == null) {
            slowest = running.slowest().compareTo(slowest) > 0 ? running.slowest() : slowest;
        } else {
            startAnew();
            lastWords = running.lastWords();
        }
        return exchange;
    }

    private Peer started() {
        try {
            return new Peer(command, stopped);
        } catch (IOException e) {
            throw new NotStartedException(String.valueOf(e.getMessage()), e);
        }
    }

    private Duration patience() {
        Duration enough = slowest.multipliedBy(TIMES_THE_SLOWEST);
        if (enough.compareTo(SHORTEST_PATIENCE) < 0) {
            enough = SHORTEST_PATIENCE;
        }
        return impatient && enough.compareTo(timeout) < 0 ? enough : timeout;
    }

    /** Ends the process. */
    @Override
    public void close() {
        startAnew();
    }
}
