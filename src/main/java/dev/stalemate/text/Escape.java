package dev.stalemate.text;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The character ESC as this process alone can write it: followed by a secret that is another one each time. {@link VisibleStream} takes the
 * secret away and lets the character through; an ESC without it is shown, not obeyed.
 */
public final class Escape {
    /** Begins an escape sequence that the tool itself means. */
    public static final String OWN = "\u001b" + secret();

    private static final int BYTES = 8;

    private Escape() {}

    private static String secret() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }
}
