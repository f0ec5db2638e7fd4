package dev.stalemate.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why an operation on a file failed, in words. */
public final class Reason {
    private Reason() {}

    /** File systems say what is wrong with a file by the exception's class alone, and add the file's name to the message. */
    public static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException about ? about.getReason() : e.getMessage();
        if (reason == null && e instanceof FileAlreadyExistsException) {
            return "is there already, and is no directory";
        }
        return reason == null ? "input or output failed (" + e.getClass().getSimpleName() + ")" : reason;
    }
}
