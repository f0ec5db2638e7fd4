package dev.stalemate.cli.session;

import dev.stalemate.decide.Listener;
import dev.stalemate.model.DesignException;
import dev.stalemate.report.Progress;
import java.io.IOException;

/** Shows a decider's progress, and leaves what goes wrong to be told at the end of the run. */
public final class RunListener implements Listener {
    private final Progress progress;
    private final Troubles troubles;
    private boolean failed;

    public RunListener(Progress progress, Troubles troubles) {
        this.progress = progress;
        this.troubles = troubles;
    }

    /** Whether a design's code failed. */
    public boolean failed() {
        return failed;
    }

    @Override
    public void begin(String what, String unit) {
        progress.begin(what, unit);
    }

    @Override
    public void progress(Snapshot snapshot) {
        progress.progress(snapshot);
    }

    @Override
    public void note(String line) {
        progress.note(line);
    }

    @Override
    public void restarted(String why) {
        progress.restarted(why);
    }

    @Override
    public boolean stopped() {
        return progress.stopped();
    }

    @Override
    public void failed(DesignException why) {
        failed = true;
        troubles.add(ExitCode.BAD_INPUT, why.says());
    }

    @Override
    public void lost(IOException why, String consequence) {
        troubles.add(why, consequence);
    }
}
