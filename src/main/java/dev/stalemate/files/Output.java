package dev.stalemate.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the content of a file goes until it is whole: to a draft, or directly to a pipe or a device, where nothing can be lost. */
final class Output implements Closeable {
    private static final String PART = ".part";

    private final Path file;
    private final Sink sink;
    private @Nullable Draft draft;
    private @Nullable OutputStream direct;

    /** Begins; an error is kept as the sink's failure. */
    Output(Path file, Sink sink) {
        this.file = file;
        this.sink = sink;
        sink.attempt(() -> sink.passTo(open()));
    }

    private OutputStream open() throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            OutputStream out = Files.newOutputStream(file);
            direct = out;
            return out;
        }
        Draft begun = Draft.of(FileIdentity.of(file).path());
        draft = begun;
        return begun.out();
    }

    /** Makes it a file and returns its name, unless the sink failed. */
    Path end(boolean whole) {
        Path[] holds = {file};
        sink.attempt(() -> {
            if (draft != null && whole) {
                draft.replace();
            } else if (draft != null) {
                holds[0] = part(draft);
            } else if (direct != null) {
                direct.close();
            }
        });
        return holds[0];
    }

    /** A part never replaces an earlier one: which of the two holds more is not known here. */
    private Path part(Draft whole) throws IOException {
        Path beside = Files.isSymbolicLink(file) ? whole.target() : file;
        for (int number = 1; ; number++) {
            Path name = FileNames.numbered(beside, PART, number);
            if (whole.become(name)) {
                return name;
            }
        }
    }

    @Override
    public void close() {
        if (draft != null) {
            draft.close();
        }
        if (direct != null) {
            sink.attempt(direct::close);
        }
    }
}
