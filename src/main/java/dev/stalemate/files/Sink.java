package dev.stalemate.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Passes on what is written until that fails once; nothing is passed on after it, and the writer does not have to know. */
final class Sink extends OutputStream {
    private OutputStream to = OutputStream.nullOutputStream();
    private @Nullable IOException failure;

    /** Something that is done with a file. */
    interface Operation {
        /** Does it. */
        void run() throws IOException;
    }

    /** What failed first; null if nothing did. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** From here on, to this. */
    void passTo(OutputStream out) {
        to = new BufferedOutputStream(out);
    }

    /** Does it, unless something failed before. */
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

    /** To the buffer alone: small pieces are not worth a system call each. */
    @Override
    public void flush() {}

    /** Passes on what the buffer holds. */
    void end() {
        attempt(to::flush);
    }
}
