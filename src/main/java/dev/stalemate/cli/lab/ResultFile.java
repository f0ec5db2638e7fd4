package dev.stalemate.cli.lab;

import dev.stalemate.files.AtomicFile;
import dev.stalemate.files.CannotWriteException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of a result. */
final class ResultFile {
    private ResultFile() {}

    /** Looks whether it can be written, before a machine runs for minutes; {@code -} is standard output. */
    static void tryToWrite(@Nullable String json) throws CannotWriteException {
        if (json != null && !json.equals("-")) {
            AtomicFile.tryToWrite(Path.of(json));
        }
    }
}
