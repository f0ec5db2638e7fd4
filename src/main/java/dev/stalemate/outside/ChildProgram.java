package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A command that answers the protocol, and is started again whenever it failed to. */
public final class ChildProgram implements Implementation, AutoCloseable {
    private final ImmutableList<String> command;
    private final Duration first;
    private final Duration timeout;
    private final BooleanSupplier stopped;
    private final LongSupplier nanoClock;
    private @Nullable Peer peer;
    private boolean answered;
    private boolean left;
    private int unanswered;
    private String lastWords = "";

    /**
     * A command that is started when it is first asked.
     *
     * @param command the program and its arguments
     * @param first the longest wait for the first answer of each process, which has to start
     * @param timeout the longest wait for each other answer
     * @param stopped whether waiting has to end
     */
    public ChildProgram(List<String> command, Duration first, Duration timeout, BooleanSupplier stopped) {
        this(command, first, timeout, stopped, System::nanoTime);
    }

    /** The same, waiting by another clock. */
    ChildProgram(
            List<String> command, Duration first, Duration timeout, BooleanSupplier stopped, LongSupplier nanoClock) {
        this.command = ImmutableList.copyOf(command);
        this.first = first;
        this.timeout = timeout;
        this.stopped = stopped;
        this.nanoClock = nanoClock;
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
    public String lastWords() {
        return lastWords;
    }

    /** Whether any process of it has ever answered. */
    boolean hasAnswered() {
        return answered;
    }

    /** How many requests have got no answer so far. */
    int unanswered() {
        return unanswered;
    }

    /** Whether something that it started could not be ended. */
    boolean hasLeft() {
        return left;
    }

    /** The next request is the first of a new process. */
    public void restart() {
        if (peer != null) {
            left |= !peer.end();
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
        Exchange exchange = running.ask(lines, first, timeout);
        answered |= !exchange.answers().isEmpty();
        Trouble trouble = exchange.trouble();
        if (trouble == null) {
            return exchange;
        }
        restart();
        lastWords = running.lastWords();
        Exchange told = new Exchange(exchange.answers(), answered ? trouble : trouble.beforeAnyAnswer());
        unanswered += told.isUnanswered() ? 1 : 0;
        return told;
    }

    private Peer started() {
        try {
            return new Peer(command, stopped, nanoClock);
        } catch (IOException e) {
            throw new NotStartedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Ends the process. */
    @Override
    public void close() {
        restart();
    }
}
