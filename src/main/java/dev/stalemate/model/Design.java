package dev.stalemate.model;

/** One design of a system that a thread argues for or against, a released version, or a reader's own patch. */
public interface Design {
    /** As the command line writes it, such as {@code linux-6.7}. */
    String name();

    /** The design in a sentence, with the version and function it follows. */
    String says();

    /**
     * The same design with other choices, such as {@code at-load=left}; its name tells of them.
     *
     * @throws IllegalArgumentException if it has no such setting, or the setting no such value
     */
    default Design with(String changes) {
        throw new IllegalArgumentException(
                "the design " + name() + " has no settings, so it can't have '" + changes + "'");
    }
}
