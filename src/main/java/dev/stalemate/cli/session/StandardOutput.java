package dev.stalemate.cli.session;

import dev.stalemate.files.Reason;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Standard output, which a print stream writes to without a word of what fails. */
public final class StandardOutput extends FilterOutputStream {
    private @Nullable IOException failure;

    public StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            out.write(bytes, from, count);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** How a run ends whose output is lost, as on a full disk. A reader that stops reading, such as {@code head}, is not a failure. */
    public int code(Session session, int code) {
        IOException lost = failure;
        if (lost == null || Reason.of(lost).toLowerCase(Locale.ROOT).contains("broken pipe")) {
            return code;
        }
        session.complain("standard output: " + Reason.of(lost));
        return ExitCode.INTERNAL.number();
    }
}
