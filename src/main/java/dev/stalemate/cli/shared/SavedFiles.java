package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.Library;
import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.counterexample.OutsideDifferenceFile;
import dev.stalemate.outside.DifferenceReport;
import dev.stalemate.report.MailText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of counterexamples that a user names, those of directories in the order of their names. */
public final class SavedFiles {
    private final Session session;
    private final List<Path> files = new ArrayList<>();

    /** What is done with one file. */
    public interface Job {
        ExitCode of(Path file) throws IOException, BadFileException;
    }

    public SavedFiles(Session session, List<Path> paths) throws IOException, BadFileException {
        this.session = session;
        for (Path path : paths) {
            List<Path> inside = Files.isDirectory(path) ? new Library(path).files() : List.of(path);
            if (inside.isEmpty()) {
                throw new BadFileException(path.toString(), "has no counterexample files (*.json)");
            }
            files.addAll(inside);
        }
    }

    public List<Path> files() {
        return files;
    }

    /** Goes on with the others where a file is bad. */
    public ExitCode each(Job job) throws IOException {
        List<ExitCode> codes = new ArrayList<>();
        for (Path file : files) {
            try {
                codes.add(job.of(file));
            } catch (BadFileException e) {
                session.complain(String.valueOf(e.getMessage()));
                codes.add(ExitCode.BAD_INPUT);
            }
        }
        return codes.contains(ExitCode.BAD_INPUT) ? ExitCode.BAD_INPUT : ExitCode.worst(codes);
    }

    /** Adds a piece of a mail for each file. */
    public ExitCode mails(List<String> pieces, boolean list) throws IOException {
        return each(file -> {
            if (OutsideDifferenceFile.isOne(file)) {
                OutsideDifference d = OutsideDifferenceFile.read(file);
                pieces.add(MailText.of(d, file.toString()));
                return code(new DifferenceReport(d).asRecorded());
            }
            Counterexample c = CounterexampleReader.read(file);
            Check.Result result = Check.of(c, session.systems());
            pieces.add(MailText.of(c, result, file.toString(), list));
            return code(result);
        });
    }

    /** How a file that was replayed lets the tool end: a design that is not there is the user's to give. */
    public static ExitCode code(Check.Result result) {
        return result.kind().isBadInput() ? ExitCode.BAD_INPUT : code(result.asRecorded());
    }

    public static ExitCode code(boolean asRecorded) {
        return asRecorded ? ExitCode.OK : ExitCode.VIOLATED;
    }
}
