package dev.stalemate.cli;

import dev.stalemate.model.DesignException;
import java.util.Arrays;
import java.util.Optional;

/** Where the code of a user's own design is, if some thread is in it: an endless loop there ends no search. */
final class StuckDesign {
    private StuckDesign() {}

    /** In words; empty if no thread is in such code. */
    static Optional<String> says() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .filter(frame -> DesignException.LOADER.equals(frame.getClassLoaderName()))
                .findFirst()
                .map(frame -> "the design's " + frame.getMethodName() + "() is at " + frame.getFileName() + ":"
                        + frame.getLineNumber() + " and does not return: is that an endless loop?");
    }
}
