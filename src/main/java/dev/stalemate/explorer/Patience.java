package dev.stalemate.explorer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;

/**
 * How long a connection may take to ask its question and to take its answer, however slowly its bytes trickle, and how many may be at it. Of
 * too many the oldest is closed: a browser on this machine is done within milliseconds, and so is never the oldest of many.
 */
final class Patience implements Connection.Listener {
    /** Connections that ask, and those that take an answer. */
    static final int MOST = 256;

    private final long nanos;
    private final LongSupplier nanoClock;
    private final Map<Connection, Long> asking = new LinkedHashMap<>();
    private final Map<Connection, Long> taking = new LinkedHashMap<>();

    /**
     * A patience.
     *
     * @param nanos for a whole question, and for a whole answer
     * @param nanoClock the time, such as {@code System::nanoTime}
     */
    Patience(long nanos, LongSupplier nanoClock) {
        this.nanos = nanos;
        this.nanoClock = nanoClock;
    }

    @Override
    public void onOpened(Connection connection) {
        begin(asking, connection);
    }

    @Override
    public void onClosed(Connection connection) {
        synchronized (this) {
            asking.remove(connection);
            taking.remove(connection);
        }
    }

    /** The question is there; its answer may take as long as it does. */
    void asked(Connection connection) {
        synchronized (this) {
            asking.remove(connection);
        }
    }

    /** The answer is there. */
    void answered(Connection connection) {
        asked(connection);
        begin(taking, connection);
    }

    /** Closes connections that took too long. */
    void look() {
        List<Connection> late = new ArrayList<>();
        synchronized (this) {
            long now = nanoClock.getAsLong();
            takeLate(asking, now, late);
            takeLate(taking, now, late);
        }
        late.forEach(Patience::close);
    }

    private static void takeLate(Map<Connection, Long> all, long now, List<Connection> late) {
        // Who came first is late first.
        for (Iterator<Map.Entry<Connection, Long>> i = all.entrySet().iterator(); i.hasNext(); i.remove()) {
            Map.Entry<Connection, Long> first = i.next();
            if (first.getValue() - now > 0) {
                return;
            }
            late.add(first.getKey());
        }
    }

    private void begin(Map<Connection, Long> phase, Connection connection) {
        Connection oldest = null;
        synchronized (this) {
            phase.put(connection, nanoClock.getAsLong() + nanos);
            if (phase.size() > MOST) {
                Iterator<Connection> first = phase.keySet().iterator();
                oldest = first.next();
                first.remove();
            }
        }
        if (oldest != null) {
            close(oldest);
        }
    }

    /** Not under the lock: closing calls {@link #onClosed}. */
    private static void close(Connection connection) {
        connection.getEndPoint().close();
    }
}
