package dev.stalemate.report;

import dev.stalemate.search.Monitor;
import dev.stalemate.text.Amounts;
import dev.stalemate.text.Escape;
import dev.stalemate.text.Visible;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows how far a driver is: once a second in place on a terminal, every ten seconds as a line of its own elsewhere. Any thread may
 * use it.
 */
public final class Progress implements Monitor {
    private static final String WIPE = Escape.OWN + "[G" + Escape.OWN + "[K";
    private static final long ON_TERMINAL = TimeUnit.SECONDS.toNanos(1);
    private static final long ELSEWHERE = TimeUnit.SECONDS.toNanos(10);

    private final PrintStream out;
    private final boolean terminal;
    private final int width;
    private final LongSupplier nanoClock;
    private volatile boolean stopped;
    private String what = "";
    private String unit = "states";
    private String again = "";
    private long last;
    private boolean shown;

    /**
     * Progress on a stream.
     *
     * @param out where it goes, standard error as a rule
     * @param terminal whether that is a terminal
     * @param width columns of the terminal
     * @param nanoClock the time, such as {@code System::nanoTime}
     */
    public Progress(PrintStream out, boolean terminal, int width, LongSupplier nanoClock) {
        this.out = out;
        this.terminal = terminal;
        this.width = width;
        this.nanoClock = nanoClock;
        this.last = nanoClock.getAsLong();
    }

    /** Says what the next run is about and what it counts, such as states; nothing is shown before it took a while. */
    public synchronized void begin(String newWhat, String newUnit) {
        clear();
        what = newWhat;
        unit = newUnit;
        again = "";
        last = nanoClock.getAsLong();
    }

    /** Wipes what stands on the terminal, so that something else can be printed. */
    public synchronized void clear() {
        if (shown) {
            out.print(WIPE);
            out.flush();
            shown = false;
        }
    }

    /** Asks the driver to end. */
    public void stop() {
        stopped = true;
    }

    @Override
    public boolean stopped() {
        return stopped;
    }

    @Override
    public synchronized void restarted(String why) {
        again = " again, " + why;
    }

    @Override
    public synchronized void progress(Snapshot s) {
        if (due()) {
            show(line(s));
        }
    }

    /** How far a job other than a search is, in its own words. */
    public synchronized void note(String line) {
        if (due()) {
            show(line);
        }
    }

    private boolean due() {
        long now = nanoClock.getAsLong();
        boolean due = now - last >= (terminal ? ON_TERMINAL : ELSEWHERE);
        last = due ? now : last;
        return due;
    }

    private void show(String said) {
        String line = Visible.line(said);
        if (terminal) {
            // A line that wraps could not be overwritten.
            out.print(WIPE + line.substring(0, Math.min(line.length(), width - 1)));
            shown = true;
        } else {
            out.print(line + "\n");
        }
        out.flush();
    }

    private String line(Snapshot s) {
        double perSecond = s.transitions() * 1e9 / Math.max(1, s.nanos());
        return what + again + ": " + Amounts.count(s.states()) + " " + unit + ", " + Amounts.count(s.transitions())
                + " transitions, depth " + s.depth() + ", frontier " + Amounts.count(s.frontier()) + ", "
                + Amounts.rough(perSecond) + " per second, " + Amounts.bytes(s.bytes())
                + (s.onDisk() == 0 ? "" : " and " + Amounts.bytes(s.onDisk()) + " on disk")
                + (s.workers() == 0 ? "" : ", " + Amounts.count(s.workers(), "worker"));
    }
}
