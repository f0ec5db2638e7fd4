package dev.stalemate.cli.session;

import java.util.Objects;

/** The tool's version, from the jar's manifest. */
public final class Version {
    public static final String NUMBER =
            Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "unreleased");

    private Version() {}
}
