package dev.stalemate.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Passes on what is written until that fails once, and nothing after it. The writer does not have to know. */
final class Sink extends OutputStream {
    private OutputStream to = OutputStream.nullOutputStream();
    private @Nullable IOException failure;

    /** An operation on a file. */
    interface Operation {
        /** Does the operation. */
        void run() throws IOException;
    }

    /** The first error; null if there was none. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Passes on to this stream from now on. */
    void passTo(OutputStream out) {
        to = new BufferedOutputStream(out);
    }

    /** Does an operation, unless something failed before. */
    void attempt(Operation operation) {
        if (failure == null) {
            try {
                operation.run();
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    @Override
    public void write(int b) {
        attempt(() -> to.write(b));
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        attempt(() -> to.write(bytes, from, count));
    }

    /** Writes to the buffer only: small pieces are not worth a system call each. */
    @Override
    public void flush() {}

    /** Passes on what the buffer holds. */
    void end() {
        attempt(to::flush);
    }
}
