package dev.stalemate.decide.cluster;

import dev.stalemate.model.PatchFile;
import java.io.Serializable;

/**
 * A user's own design on its way to workers, which open it as this process does.
 *
 * @param name the name of the source file, without its directory
 * @param text the source
 * @param base the name of the design of which it is a change
 */
public record SentFile(String name, String text, String base) implements Serializable {
    private static final long serialVersionUID = 1;

    /**
     * A file.
     *
     * @throws IllegalArgumentException if it has no text, because it is a program
     */
    static SentFile of(PatchFile file) {
        if (file.text().isEmpty()) {
            throw new IllegalArgumentException("the program " + file.name() + " can't be sent to workers");
        }
        return new SentFile(file.name(), file.text(), file.base());
    }

    /** The same, as a design is opened. */
    PatchFile file() {
        return PatchFile.of(name, text).withBase(base);
    }
}
