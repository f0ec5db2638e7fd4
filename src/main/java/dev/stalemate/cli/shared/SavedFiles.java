package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.FormerName;
import dev.stalemate.counterexample.Library;
import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.outside.DifferenceReport;
import dev.stalemate.report.MailText;
import dev.stalemate.report.page.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of counterexamples that a user names, those of directories in the order of their names. {@code -} is standard input. A mail may
 * have several counterexamples.
 */
public final class SavedFiles {
    private static final Path STANDARD_INPUT = Path.of("-");

    private final Session session;
    private final List<Path> files = new ArrayList<>();
    private @Nullable List<SavedText> input;

    /**
     * What is done with one of them.
     *
     * @param <T> a file, or a counterexample in one
     */
    public interface Job<T> {
        ExitCode of(T one) throws IOException, BadFileException;
    }

    public SavedFiles(Session session, List<Path> paths) throws IOException, BadFileException {
        this.session = session;
        for (Path path : paths) {
            List<Path> inside = Files.isDirectory(path) ? new Library(path).files() : List.of(now(path));
            if (inside.isEmpty()) {
                throw new BadFileException(path.toString(), "has no counterexample files (*.json)");
            }
            files.addAll(inside);
        }
    }

    /** The file, or the one that had this name once. */
    private Path now(Path path) throws IOException {
        Path moved = path.equals(STANDARD_INPUT) || Files.exists(path) ? null : FormerName.now(path);
        if (moved == null) {
            return path;
        }
        session.complain(path + " is now " + moved);
        return moved;
    }

    public List<Path> files() {
        return files;
    }

    /** The counterexamples in a file, at least one. */
    public List<SavedText> in(Path file) throws BadFileException {
        if (!file.equals(STANDARD_INPUT)) {
            return SavedText.read(file);
        }
        if (input == null) {
            input = SavedText.read(file.toString(), Surroundings.INPUT, session.in());
        }
        return input;
    }

    /** The only counterexample of the only file; null if there are more. */
    public @Nullable SavedText only() throws BadFileException {
        List<SavedText> first = files.size() == 1 ? in(files.get(0)) : List.of();
        return first.size() == 1 ? first.get(0) : null;
    }

    /** Takes each counterexample of each file, and goes on with the others where one is bad. */
    public ExitCode each(Job<SavedText> job) throws IOException {
        return eachFile(file -> all(in(file), job));
    }

    /** Takes each file, and goes on with the others where one is bad. */
    public ExitCode eachFile(Job<Path> job) throws IOException {
        return all(files, job);
    }

    /** Takes each of these, and goes on with the others where one is bad. */
    public <T> ExitCode all(List<T> things, Job<T> job) throws IOException {
        List<ExitCode> codes = new ArrayList<>();
        for (T thing : things) {
            try {
                codes.add(job.of(thing));
            } catch (BadFileException e) {
                session.complain(String.valueOf(e.getMessage()));
                codes.add(ExitCode.BAD_INPUT);
            }
        }
        return codes.contains(ExitCode.BAD_INPUT) ? ExitCode.BAD_INPUT : ExitCode.worst(codes);
    }

    /** Adds a piece of a mail for each counterexample. */
    public ExitCode mails(List<String> pieces, boolean list) throws IOException {
        MailText mails = new MailText(session.systems(), ToolVersion.FULL);
        return each(text -> {
            if (text.isOutside()) {
                OutsideDifference d = text.difference();
                pieces.add(mails.of(d));
                return code(new DifferenceReport(d).asRecorded());
            }
            Counterexample c = text.counterexample();
            Check.Result result = Check.of(c, session.systems());
            pieces.add(mails.of(c, result, list));
            return code(result);
        });
    }

    /** Adds a counterexample to a page, which says that it is in this file. */
    public ExitCode addTo(Report report, SavedText text, Path file) throws BadFileException {
        if (text.isOutside()) {
            OutsideDifference difference = text.difference();
            report.add(file, difference);
            return code(new DifferenceReport(difference).asRecorded());
        }
        Counterexample c = text.counterexample();
        Check.Result result = Check.of(c, session.systems());
        report.add(file, c, result);
        if (result.kind().isBadInput()) {
            session.complain(text.name() + ": " + result.says());
        }
        return code(result);
    }

    /** How a file that was replayed lets the tool end: a design that is not there is the user's to give. */
    public static ExitCode code(Check.Result result) {
        return result.kind().isBadInput() ? ExitCode.BAD_INPUT : code(result.asRecorded());
    }

    public static ExitCode code(boolean asRecorded) {
        return asRecorded ? ExitCode.OK : ExitCode.VIOLATED;
    }
}
