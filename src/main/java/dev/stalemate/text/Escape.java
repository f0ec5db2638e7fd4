package dev.stalemate.text;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The character ESC as only this process can write it: followed by a secret that is new in each process. {@link VisibleStream} removes the
 * secret and lets the character through; an ESC without it is shown, not obeyed.
 */
public final class Escape {
    /** Begins an escape sequence of the tool itself. */
    public static final String OWN = "\u001b" + secret();

    private static final int BYTES = 8;

    private Escape() {}

    private static String secret() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }
}
