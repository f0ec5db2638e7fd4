package dev.stalemate.cli.session;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What the tool says of itself. */
public final class ToolVersion {
    /** From the jar's manifest. */
    public static final String NUMBER =
            Objects.requireNonNullElse(ToolVersion.class.getPackage().getImplementationVersion(), "unreleased");

    /** With the commit that it was built from, where the build knew one: {@code Stalemate 0.1.0 (commit 0daf36ba1234)}. */
    public static final String FULL = "Stalemate " + NUMBER + commit();

    private ToolVersion() {}

    private static String commit() {
        URL built = ToolVersion.class.getResource("commit.txt");
        if (built == null) {
            return "";
        }
        try {
            String commit = Resources.toString(built, StandardCharsets.UTF_8).strip();
            return commit.isEmpty() ? "" : " (commit " + commit + ")";
        } catch (IOException e) {
            throw new UncheckedIOException("commit.txt in the jar can't be read", e);
        }
    }
}
