package dev.stalemate.explorer;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/** Whether a client is still there that waits for an answer. */
final class Leaving {
    private static final int SIZE = 1024;

    private Leaving() {}

    /**
     * Whether the connection was closed, as a browser does that leaves the page. Only for a connection whose request was read and that takes
     * no other: what else comes is dropped.
     */
    static boolean hasLeft(EndPoint endPoint) {
        if (!endPoint.isOpen()) {
            return true;
        }
        ByteBuffer dropped = BufferUtil.allocate(SIZE);
        try {
            int read = endPoint.fill(dropped);
            while (read > 0) {
                BufferUtil.clear(dropped);
                read = endPoint.fill(dropped);
            }
            return read < 0;
        } catch (IOException e) {
            return true; // it was reset
        }
    }
}
