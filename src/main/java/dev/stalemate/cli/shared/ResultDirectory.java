package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Troubles;
import dev.stalemate.files.CannotWriteException;
import dev.stalemate.text.Amounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directory in which a run saves what it found. What cannot be saved is printed at the end of the run, and nothing else is lost. */
public final class ResultDirectory {
    private final Session session;
    private final Path directory;
    private final List<Path> saved = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private @Nullable CannotWriteException first;

    /** Saves something and says where. */
    public interface Saving {
        Path save() throws CannotWriteException;
    }

    public ResultDirectory(Session session, Path directory) {
        this.session = session;
        this.directory = directory;
    }

    /**
     * Saves one.
     *
     * @return the file that holds it, or null if it can't be saved
     */
    @Nullable
    public Path save(String text, Saving saving) {
        try {
            Path file = saving.save();
            saved.add(file);
            return file;
        } catch (CannotWriteException e) {
            first = first == null ? e : first;
            lost.add(text);
            return null;
        }
    }

    /** The files that could be written. */
    public List<Path> saved() {
        return saved;
    }

    /** Leaves what could not be written to be told at the end of the run, once. */
    public void tell() {
        CannotWriteException why = first;
        if (why != null) {
            session.troubles()
                    .add(
                            Troubles.says(why) + "; " + Amounts.count(lost.size(), "file") + " could not be saved in "
                                    + directory + ", with this content:",
                            String.join("", lost));
        }
    }
}
