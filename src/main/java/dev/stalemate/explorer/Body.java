package dev.stalemate.explorer;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/** Reads a request's body as it comes, without a thread that waits for it. */
final class Body implements Runnable {
    /** A question is a list of steps. */
    static final int MOST_BYTES = 1 << 20;

    /** A client that isn't told before it has sent all may not look for the answer at all; but there is an end to it. */
    private static final long MOST_READ = 16L << 20;

    private final Request request;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private long length;

    Body(Request request) {
        this.request = request;
    }

    /** The body, or the {@link BadRequestException} that says why there is none. */
    CompletableFuture<byte[]> read() {
        run();
        return whole;
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                whole.completeExceptionally(new BadRequestException("the body can't be read"));
                return;
            }
            add(chunk);
            if (chunk.isLast() || length > MOST_READ) {
                end();
                return;
            }
        }
    }

    private void add(Content.Chunk chunk) {
        length += chunk.remaining();
        if (length <= MOST_BYTES) {
            byte[] more = BufferUtil.toArray(chunk.getByteBuffer());
            bytes.write(more, 0, more.length);
        }
        chunk.release();
    }

    private void end() {
        if (length > MOST_BYTES) {
            whole.completeExceptionally(
                    new BadRequestException(413, "the body has more than " + MOST_BYTES + " bytes"));
        } else {
            whole.complete(bytes.toByteArray());
        }
    }
}
