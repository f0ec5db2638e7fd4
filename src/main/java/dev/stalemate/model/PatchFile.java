package dev.stalemate.model;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * What a user's own design was read from.
 *
 * @param name the file's name, without its directory
 * @param sha256 of its bytes, 64 hex digits
 * @param text the source; empty for a program, which is not text
 */
public record PatchFile(String name, String sha256, String text) {
    /** A source file. */
    public static PatchFile of(String name, String text) {
        return new PatchFile(name, sha256(text), text);
    }

    /** Whether the hash is that of the text: not for a program, and not for a source that is not UTF-8. */
    public boolean hashesItsText() {
        return sha256.equals(sha256(text));
    }

    private static String sha256(String text) {
        return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
    }
}
