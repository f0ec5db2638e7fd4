package dev.stalemate.cli.session;

import dev.stalemate.files.Reason;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What went wrong without ending the run: told when everything else is done, and part of how the run ends. A full disk fails many files,
 * and is told once.
 */
public final class Troubles {
    private static final List<ExitCode> WORST_FIRST = List.of(ExitCode.INTERNAL, ExitCode.BAD_INPUT);

    private final Map<String, Trouble> byKind = new LinkedHashMap<>();
    private final StringBuilder texts = new StringBuilder();

    /** The first of a kind, and how many there are. */
    private static final class Trouble {
        private final ExitCode code;
        private final String message;
        private int count;

        Trouble(ExitCode code, String message) {
            this.code = code;
            this.message = message;
        }
    }

    /** Something of its own kind went wrong. */
    public void add(ExitCode code, String message) {
        add(message, new Trouble(code, message));
    }

    /** A file could not be written; its text is printed instead of being lost. */
    public void add(String message, String text) {
        add(ExitCode.INTERNAL, message);
        texts.append(text);
    }

    /** A file could not be written, or is bad, and what came of it. */
    public void add(IOException why, String so) {
        boolean bad = why instanceof BadCheckpointException;
        add(Reason.of(why) + so, new Trouble(bad ? ExitCode.BAD_INPUT : ExitCode.INTERNAL, says(why) + so));
    }

    private void add(String kind, Trouble trouble) {
        byKind.computeIfAbsent(kind, first -> trouble).count++;
    }

    private boolean has(ExitCode code) {
        return byKind.values().stream().anyMatch(trouble -> trouble.code == code);
    }

    /** Tells all of it; returns the code of the run that would have ended with another one. */
    public int tell(Session session, int code) {
        for (Trouble trouble : byKind.values()) {
            String more =
                    trouble.count == 1 ? "" : " (and " + Amounts.count(trouble.count - 1, "more such failure") + ")";
            session.complain(trouble.message + more);
        }
        session.err().print(texts);
        for (ExitCode worst : WORST_FIRST) {
            if (has(worst)) {
                return worst.number();
            }
        }
        return code == ExitCode.OK.number() && !byKind.isEmpty() ? ExitCode.BOUND.number() : code;
    }

    /** The file and the reason. */
    public static String says(IOException why) {
        String file = why instanceof FileSystemException about ? about.getFile() + ": " : "";
        return file + Reason.of(why);
    }
}
