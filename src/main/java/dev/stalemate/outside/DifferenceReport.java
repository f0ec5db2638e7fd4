package dev.stalemate.outside;

import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.files.Shell;

/** What there is to tell of a saved difference: the reference's side alone is asked again, for nothing that a file names is run. */
public final class DifferenceReport {
    private final OutsideDifference difference;
    private final String now;

    /** Asks the reference. */
    public DifferenceReport(OutsideDifference difference) {
        this.difference = difference;
        this.now = DriveReport.reference(difference.lines());
    }

    /** Who answered: the command or the recording. */
    public String by() {
        return difference.recording() == null ? DriveReport.shell(difference.command()) : difference.recording();
    }

    /** The requests, each with the reference's answer, the last also with the other one. */
    public String lines() {
        return DriveReport.lines(difference.lines(), difference.answer());
    }

    /** Whether the reference answers as when the file was written. */
    public boolean asRecorded() {
        return now.equals(difference.reference());
    }

    /** The same in a sentence. */
    public String result() {
        return asRecorded()
                ? "the reference answers as recorded"
                : "the reference changed: it said " + difference.reference() + ", and now says " + now;
    }

    /**
     * The command that asks again: the implementation, or, of a recording, the reference alone.
     *
     * @param tool what the user types to call this tool
     */
    public String again(String tool, String file) {
        return difference.recording() == null
                ? tool + " drive --again " + Shell.file(file) + " -- " + Shell.line(difference.command())
                : tool + " replay " + Shell.file(file);
    }
}
