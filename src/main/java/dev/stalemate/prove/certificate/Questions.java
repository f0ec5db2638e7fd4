package dev.stalemate.prove.certificate;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.stalemate.prove.solve.Denial;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.solve.SmtText.Shared;
import dev.stalemate.text.Visible;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The questions whose answers are a proof. They share what they are made of, which makes them ten times as short.
 *
 * @param definitions declarations and definitions of SMT-LIB 2, a command a line, each after what it needs
 * @param all the questions, in the order in which they are asked
 */
public record Questions(ImmutableList<String> definitions, ImmutableList<CertifiedQuestion> all) {
    private static final int LONGEST_NAME = 400;
    private static final String LOGIC = "(set-logic QF_BV)\n";
    private static final String ASK = "(check-sat)\n";
    private static final String DECLARE = "(declare-fun ";
    private static final String DEFINE = "(define-fun ";
    private static final String ASSERT = "(assert ";
    private static final Splitter WORDS = Splitter.on(CharMatcher.anyOf(" ()")).omitEmptyStrings();

    /**
     * A question that is to be written.
     *
     * @param name what it asks, in a line
     * @param possible whether it must be satisfiable
     */
    public record Wanted(String name, boolean possible, Query query) {}

    /** Questions as text, which depends on nothing but them. */
    public static Questions of(List<Wanted> wanted) {
        Shared shared = Shared.of(wanted.stream().map(Wanted::query).toList());
        ImmutableList.Builder<CertifiedQuestion> all = ImmutableList.builder();
        for (int i = 0; i < wanted.size(); i++) {
            Wanted each = wanted.get(i);
            all.add(new CertifiedQuestion(
                    Visible.line(each.name(), LONGEST_NAME),
                    each.possible(),
                    shared.asserts().get(i)));
        }
        return new Questions(shared.definitions(), all.build());
    }

    /** Whether others are the same as text, as a certificate has it. */
    public boolean isSameText(Questions other) {
        return definitions.equals(other.definitions)
                && text(false).equals(other.text(false))
                && text(true).equals(other.text(true));
    }

    /** A question as a solver reads it alone: with the definitions that it needs, and no others. */
    String script(CertifiedQuestion question) {
        Set<String> needed = new HashSet<>(WORDS.splitToList(question.asserted()));
        List<String> lines = new ArrayList<>(List.of(ASK, question.asserted() + "\n"));
        for (String line : definitions.reverse()) {
            if (line.startsWith(DECLARE)) {
                lines.add(line + "\n");
            } else if (needed.contains(name(line))) {
                needed.addAll(WORDS.splitToList(line));
                lines.add(line + "\n");
            }
        }
        lines.add(LOGIC);
        return String.join("", Lists.reverse(lines));
    }

    /** The question whether a question's assertion can be false. */
    static CertifiedQuestion contrary(CertifiedQuestion question) {
        String bool = question.asserted().substring(ASSERT.length());
        return new CertifiedQuestion(
                Denial.contrary(question.name()), !question.possible(), ASSERT + "(not " + bool + ")");
    }

    private static String name(String definition) {
        int end = definition.indexOf(' ', DEFINE.length());
        return definition.substring(DEFINE.length(), Math.max(end, DEFINE.length()));
    }

    /** The text of the questions that must be satisfiable, or of the others. */
    String text(boolean possible) {
        StringBuilder text = new StringBuilder();
        for (CertifiedQuestion each : all) {
            if (each.possible() == possible) {
                text.append("; ").append(each.name()).append('\n');
                text.append(each.asserted()).append('\n');
            }
        }
        return text.toString();
    }

    /**
     * What is wrong with the first line of some that is no definition; empty if nothing is. A solver can be told to write files, so nothing
     * else is passed on to it.
     */
    static Optional<String> wrongDefinition(List<String> lines) {
        return wrong(lines, ImmutableList.of(DECLARE, DEFINE));
    }

    /** What is wrong with a line that should be an {@code assert} and nothing more; empty if nothing is. */
    static Optional<String> wrongQuestion(String line) {
        return wrong(List.of(line), ImmutableList.of(ASSERT));
    }

    private static Optional<String> wrong(List<String> lines, List<String> allowed) {
        return lines.stream()
                .filter(line -> allowed.stream().noneMatch(line::startsWith) || !isOne(line))
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
            } else if (c < ' ' || (!quoted && (c == '"' || c == ';'))) {
                return false; // no question has a string, or a comment in a command
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
}
