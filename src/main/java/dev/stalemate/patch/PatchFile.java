package dev.stalemate.patch;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * What a design was read from.
 *
 * @param name the file's name, without its directory
 * @param sha256 of its bytes, 64 hex digits
 * @param text the source; empty for a program, which is not text
 */
public record PatchFile(String name, String sha256, String text) {
    /** A source file. */
    public static PatchFile of(String name, String text) {
        return new PatchFile(
                name, Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString(), text);
    }
}
