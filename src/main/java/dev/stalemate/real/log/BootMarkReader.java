package dev.stalemate.real.log;

import dev.stalemate.real.line.BootMark;
import dev.stalemate.real.line.LogLine;

/** Sees where another boot starts, by a {@link BootMark}. */
final class BootMarkReader implements LineReader {
    @Override
    public Fit fit(String text) {
        return BootMark.is(text) ? Fit.WHOLE : Fit.NONE;
    }

    @Override
    public boolean startsAnother(String text) {
        return true;
    }

    @Override
    public void read(LogLine line, Fit fit) {
        // The mark itself says nothing of the machine.
    }
}
