package dev.stalemate.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why an operation on a file failed, in words. */
public final class Reason {
    private Reason() {}

    /** Java says what is wrong by the class of the exception alone, and puts only the file's name into the message. */
    public static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException about ? about.getReason() : e.getMessage();
        if (reason == null && e instanceof FileAlreadyExistsException) {
            return "exists already, and is not a directory";
        }
        return reason == null ? "input or output failed (" + e.getClass().getSimpleName() + ")" : reason;
    }
}
