package dev.stalemate.prove.certificate;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.text.Visible;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A question of a certificate.
 *
 * @param name what it asks, in a line
 * @param possible whether it must be satisfiable; else it must not be
 * @param commands SMT-LIB 2, one command a line, from {@code set-logic} to {@code check-sat}
 */
public record CertifiedQuestion(String name, boolean possible, ImmutableList<String> commands) {
    private static final int LONGEST_NAME = 400;
    private static final Splitter LINES = Splitter.on('\n').omitEmptyStrings();
    private static final String ASK = "(check-sat)";
    private static final String EXIT = "(exit)";
    /** What a question needs. A solver can be told to write files, so nothing else is passed on to it. */
    private static final ImmutableList<String> ALLOWED =
            ImmutableList.of("(set-logic QF_BV)", "(declare-fun ", "(define-fun ", "(assert ");

    /** A question with the text that {@code Solver.smt} makes of it. */
    public static CertifiedQuestion of(String name, boolean possible, String smt) {
        return new CertifiedQuestion(
                Visible.line(name, LONGEST_NAME),
                possible,
                LINES.splitToStream(smt)
                        .filter(line -> !line.startsWith(";") && !line.equals(EXIT))
                        .collect(ImmutableList.toImmutableList()));
    }

    /** What is wrong with its commands, so that no solver is asked; empty if nothing is. */
    Optional<String> wrong() {
        if (commands.isEmpty() || !commands.get(commands.size() - 1).equals(ASK)) {
            return Optional.of("it does not end with " + ASK);
        }
        List<String> said = commands.subList(0, commands.size() - 1);
        return said.stream()
                .filter(line -> ALLOWED.stream().noneMatch(line::startsWith) || !isOne(line))
                .findFirst()
                .map(line -> "it has more than a question: " + Visible.line(line, 60));
    }

    /** Whether a line is one command, with nothing after it. */
    private static boolean isOne(String line) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '|') {
                quoted = !quoted;
            } else if (c == '"' || c == ';' || c < ' ') {
                return quoted; // no question has a string, or a comment in a command
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')') {
                depth--;
            }
            if (depth == 0 && !quoted && i < line.length() - 1) {
                return false;
            }
        }
        return depth == 0 && !quoted;
    }

    /** It, as a solver reads it alone. */
    String script() {
        return String.join("\n", commands) + "\n";
    }

    /** Its lines in a file of many, the first of which is its name. */
    Stream<String> lines() {
        return Stream.concat(
                Stream.of("; " + name), Stream.concat(commands.stream(), Stream.of(CertificateFolder.NEXT)));
    }
}
