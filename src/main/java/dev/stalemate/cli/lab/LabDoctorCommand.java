package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Session;
import dev.stalemate.lab.machine.DebianKernel;
import dev.stalemate.lab.machine.LabFolder;
import dev.stalemate.lab.machine.LabSetup;
import dev.stalemate.lab.machine.LabTool;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table;
import dev.stalemate.report.Table.Cell;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what the lab has, and what it lacks. */
@Command(
        name = "doctor",
        description = {
            "Says which tools and images the lab has, what it lacks, and which command brings that.",
            "Changes nothing. Ends with 0 if nothing is missing, with 20 if something is."
        })
public final class LabDoctorCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final LabFolderOption folder = new LabFolderOption();

    /** The command in a session. */
    public LabDoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Table table = new Table().left("what").wrapping("for").wrapping("here");
        for (LabTool tool : LabTool.values()) {
            table.row(tool.file(), tool.why(), here(tool.isHere(), "yes", "no: package " + tool.debian()));
        }
        LabFolder where = folder.folder();
        boolean all = true;
        for (DebianKernel kernel : DebianKernel.values()) {
            boolean done = new LabSetup(where, kernel, () -> false, text -> {}).isDone();
            all &= done;
            table.row(
                    kernel.label(),
                    "a kernel that has booted",
                    here(done, "yes", "no: stalemate lab setup " + kernel.label()));
        }
        session.out().print(table.render(session.width(), session.style()));
        session.say("images are kept in " + where.path());
        List<LabTool> missing = LabTool.missing(LabTool::isHere);
        if (!missing.isEmpty()) {
            session.say("to install what is missing: " + LabTool.install(missing));
        }
        return (missing.isEmpty() && all ? ExitCode.OK : ExitCode.BOUND).number();
    }

    private static Cell here(boolean is, String yes, String no) {
        return new Cell(is ? yes : no, is ? Tone.GOOD : Tone.BAD);
    }
}
