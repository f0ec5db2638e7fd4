package dev.stalemate.model;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * What a user's own design was read from.
 *
 * @param name the file's name, without its directory
 * @param sha256 of its bytes, 64 hex digits
 * @param text the source; empty for a program, which is not text
 * @param base the name of the design of which it is a change; empty if that is not known
 */
public record PatchFile(String name, String sha256, String text, String base) {
    private static final int SHORT = 12;

    /** A source file. */
    public static PatchFile of(String name, String text) {
        return new PatchFile(name, sha256(text), text, "");
    }

    /** A program, which has no text. */
    public static PatchFile ofProgram(String name, String sha256) {
        return new PatchFile(name, sha256, "", "");
    }

    /** The same, as a change of a design. */
    public PatchFile withBase(String design) {
        return new PatchFile(name, sha256, text, design);
    }

    /** The beginning of the hash, 12 hex digits: enough for a person to tell files apart. */
    public String shortHash() {
        return sha256.substring(0, Math.min(SHORT, sha256.length()));
    }

    /** Whether the hash is that of the text: not for a program, and not for a source that is not UTF-8. */
    public boolean hashesItsText() {
        return sha256.equals(sha256(text));
    }

    private static String sha256(String text) {
        return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
    }
}
