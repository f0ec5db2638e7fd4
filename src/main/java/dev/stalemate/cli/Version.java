package dev.stalemate.cli;

import java.util.Objects;

/** The tool's version, from the jar's manifest. */
final class Version {
    static final String NUMBER =
            Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "unreleased");

    private Version() {}
}
