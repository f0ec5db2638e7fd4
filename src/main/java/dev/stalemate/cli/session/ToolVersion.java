package dev.stalemate.cli.session;

import java.util.Objects;

/** The tool's version, from the jar's manifest. */
public final class ToolVersion {
    public static final String NUMBER =
            Objects.requireNonNullElse(ToolVersion.class.getPackage().getImplementationVersion(), "unreleased");

    private ToolVersion() {}
}
