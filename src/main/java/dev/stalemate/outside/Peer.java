package dev.stalemate.outside;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A running program that is asked in batches. One thread writes, one reads and one drains what it complains, so that no pipe that is
 * full can hold up another, and whatever the program does, waiting for it ends. Nothing it sends is held without bound.
 */
final class Peer {
    private static final int MOST_WAITING = 4096;
    private static final int LAST_WORDS = 600;
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long TO_END_MILLIS = 200;

    /** Slices in which the last words of a program that has ended are read. Others that it started may hold its output open. */
    private static final int AFTER_ITS_END = 10;

    private static final int SIGNALS = 128;
    private static final int MOST_SIGNAL = 64;

    /** SIGHUP, SIGINT and SIGTERM, which no fault of a program's own sends it. */
    private static final Set<Integer> FROM_OUTSIDE = Set.of(1, 2, 15);

    private final Processes started;
    private final Process process;
    private final BooleanSupplier stopped;
    private final LongSupplier nanoClock;
    private final BlockingQueue<byte[]> outgoing = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Incoming> incoming = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread writer;
    private final Thread drain;
    private final Object wordsLock = new Object();
    private String words = "";
    private boolean answered;

    /** One line, or the end. */
    private record Incoming(@Nullable String line, boolean tooLong) {}

    /**
     * Starts a program, without a shell.
     *
     * @param stopped whether waiting has to end
     * @param nanoClock the time, by which waiting ends
     * @throws IOException if it can't be started
     */
    Peer(List<String> command, BooleanSupplier stopped, LongSupplier nanoClock) throws IOException {
        this.stopped = stopped;
        this.nanoClock = nanoClock;
        started = Processes.start(new ProcessBuilder(command));
        process = started.process();
        writer = start("writer", this::write);
        Thread unused = start("reader", this::read);
        drain = start("drain", this::drain);
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, "drive-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * Asks, and waits for the answers.
     *
     * @param first the longest wait for the first answer of all, for which the program may have to start
     * @param most the longest wait for each other answer
     */
    Exchange ask(List<String> requests, Duration first, Duration most) {
        ImmutableList.Builder<String> answers = ImmutableList.builder();
        Incoming early = incoming.peek();
        if (answered && early != null && early.line() != null) {
            return new Exchange(ImmutableList.of(), unasked(early.line()));
        }
        if (!outgoing.offer((String.join("\n", requests) + "\n").getBytes(StandardCharsets.UTF_8))) {
            return new Exchange(ImmutableList.of(), new Trouble(Trouble.Kind.CLOSED, "answers what it does not read"));
        }
        for (int i = 0; i < requests.size(); i++) {
            Duration patience = answered ? most : first;
            Incoming next = await(patience.toNanos());
            if (next == null || next.line() == null || next.tooLong()) {
                return new Exchange(answers.build(), trouble(next, patience));
            }
            answered = true;
            answers.add(next.line());
        }
        return new Exchange(answers.build(), null);
    }

    /** The end of what the program, which has ended, wrote to standard error, printable and on one line; empty if it was silent. */
    String lastWords() {
        try {
            drain.join(TO_END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (wordsLock) {
            String printable = CharMatcher.inRange(' ', '~').negate().replaceFrom(words, ' ');
            return CharMatcher.is(' ').trimAndCollapseFrom(printable, ' ');
        }
    }

    /** Ends the program and whatever it started; whether nothing of it is left. */
    boolean end() {
        boolean ended = started.end();
        writer.interrupt();
        return ended;
    }

    private static Trouble unasked(String line) {
        return new Trouble(Trouble.Kind.UNASKED, "said '" + Request.shown(line) + "' without being asked");
    }

    private @Nullable Incoming await(long nanos) {
        Incoming next = incoming.poll();
        long asked = nanoClock.getAsLong();
        try {
            int sinceItsEnd = 0;
            while (next == null && nanoClock.getAsLong() - asked < nanos && !stopped.getAsBoolean()) {
                next = incoming.poll(Math.min(SLICE_NANOS, nanos), TimeUnit.NANOSECONDS);
                if (next == null && !process.isAlive() && ++sinceItsEnd > AFTER_ITS_END) {
                    return new Incoming(null, false);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return next;
    }

    private Trouble trouble(@Nullable Incoming next, Duration patience) {
        if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            return new Trouble(Trouble.Kind.STOPPED, "was stopped");
        }
        if (next == null) {
            return new Trouble(
                    Trouble.Kind.SILENT, "no " + (answered ? "" : "first ") + "answer in " + seconds(patience));
        }
        return next.tooLong()
                ? new Trouble(Trouble.Kind.TOO_LONG, "an answer of more than " + ProtocolLines.LONGEST + " bytes")
                : ended();
    }

    private static String seconds(Duration d) {
        return d.toMillis() % 1000 == 0 ? d.toSeconds() + " s" : d.toMillis() + " ms";
    }

    /** No more can be read: as a rule it has ended, or is about to. */
    private Trouble ended() {
        try {
            if (process.waitFor(TO_END_MILLIS, TimeUnit.MILLISECONDS)) {
                int code = process.exitValue();
                int signal = code - SIGNALS;
                String how = signal > 0 && signal <= MOST_SIGNAL ? "by signal " + signal : "with " + code;
                boolean killed = FROM_OUTSIDE.contains(signal);
                return new Trouble(killed ? Trouble.Kind.KILLED : Trouble.Kind.ENDED, "ended " + how);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Trouble(Trouble.Kind.CLOSED, "closed its standard output");
    }

    private void write() {
        try (OutputStream out = process.getOutputStream()) {
            while (true) {
                out.write(outgoing.take());
                out.flush();
            }
        } catch (IOException | InterruptedException e) {
            // It has closed its input or ended, which shows as answers that don't come; or there is nothing more to
            // ask.
            return;
        }
    }

    private void read() {
        try (InputStream in = new BufferedInputStream(process.getInputStream())) {
            ProtocolLines lines = new ProtocolLines(in);
            String line = lines.next();
            while (line != null) {
                incoming.put(new Incoming(line, lines.tooLong()));
                line = lines.next();
            }
        } catch (IOException e) {
            // As good as its end.
        } catch (InterruptedException e) {
            return;
        }
        try {
            incoming.put(new Incoming(null, false));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        byte[] buffer = new byte[LAST_WORDS];
        try (InputStream err = process.getErrorStream()) {
            for (int n = err.read(buffer); n >= 0; n = err.read(buffer)) {
                synchronized (wordsLock) {
                    String all = words + new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                    words = all.substring(Math.max(0, all.length() - LAST_WORDS));
                }
            }
        } catch (IOException e) {
            return; // there is no more to keep
        }
    }
}
