package dev.stalemate.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file that can't be written, as the user named it, and why. What was there before is unchanged. */
public final class CannotWriteException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    CannotWriteException(Path file, IOException cause) {
        super(file.toString(), null, Reason.of(cause));
        initCause(cause);
    }
}
