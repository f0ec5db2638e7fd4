package dev.stalemate.cli;

import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.pathfinder.CodeSystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * What is asked most, with its answers thrown away: the launcher runs it once for each jar, so that Java can keep the classes that were
 * loaded for it.
 */
public final class Rehearsal {
    private static final List<List<String>> ASKED = List.of(
            List.of("check", "K3"),
            List.of("check", "K16"),
            List.of("list"),
            List.of("bench", "--vcpus", "2", "--frames", "2"),
            List.of("check", "--help"));

    private Rehearsal() {}

    /** Asks each once. */
    public static void main(String[] args) throws IOException {
        for (List<String> asked : ASKED) {
            try (InputStream nothing = InputStream.nullInputStream();
                    OutputStream out = OutputStream.nullOutputStream();
                    OutputStream err = OutputStream.nullOutputStream()) {
                Session session = new Session(
                        CodeSystem.catalogue(),
                        nothing,
                        out,
                        err,
                        Session.Terminal.NONE,
                        System::nanoTime,
                        Surroundings.ofProcess());
                int unused = Stalemate.run(session, asked.toArray(new String[0]));
            }
        }
        Stalemate.leaveNothing();
    }
}
