package dev.stalemate.cli;

import dev.stalemate.files.Reason;
import dev.stalemate.search.disk.BadCheckpointException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What went wrong without ending the run: told when everything else is done, each once, and part of how the run ends. */
final class Troubles {
    private static final List<ExitCode> WORST_FIRST = List.of(ExitCode.INTERNAL, ExitCode.BAD_INPUT);

    private final Map<String, ExitCode> all = new LinkedHashMap<>();
    private final StringBuilder texts = new StringBuilder();

    /** Something went wrong. */
    void add(ExitCode code, String message) {
        all.put(message, code);
    }

    /** A file could not be written; its text is printed instead of being lost. */
    void add(String message, String text) {
        add(ExitCode.INTERNAL, message);
        texts.append(text);
    }

    /** A file could not be written, or is bad. */
    void add(IOException why) {
        add(why instanceof BadCheckpointException ? ExitCode.BAD_INPUT : ExitCode.INTERNAL, says(why));
    }

    /** The file and the reason. */
    static String says(IOException why) {
        String file = why instanceof FileSystemException about ? about.getFile() + ": " : "";
        return file + Reason.of(why);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Tells all of it; returns the code of the run that would have ended with another one. */
    int tell(Session session, int code) {
        all.keySet().forEach(session::complain);
        session.err().print(texts);
        for (ExitCode worst : WORST_FIRST) {
            if (all.containsValue(worst)) {
                return worst.number();
            }
        }
        return code == ExitCode.OK.number() && !isEmpty() ? ExitCode.BOUND.number() : code;
    }
}
