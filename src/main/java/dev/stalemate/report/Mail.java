package dev.stalemate.report;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.stalemate.counterexample.Block;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form of a mail to a list that takes plain text alone: Markdown that reads well as it is, in ASCII, no line longer than {@value #WIDTH}
 * columns, but for an address that would be broken. The heading is underlined, because lines that begin with a hash get lost in commit messages.
 */
final class Mail {
    /** As wide as a line may be that is quoted a few times. */
    static final int WIDTH = 75;

    private static final String INDENT = "    ";
    static final int BLOCK_WIDTH = WIDTH - INDENT.length();
    /** An address has no blanks, and may fill what the standard allows a line: 998 octets. */
    private static final int LONGEST_LINE = 998;

    private static final CharMatcher NOT_PLAIN = CharMatcher.inRange(' ', '~').negate();
    private static final Pattern ACCENTS = Pattern.compile("\\p{Mn}+");

    private final StringBuilder out = new StringBuilder();
    private boolean inList;

    void heading(String text) {
        heading(Wrap.lines(ascii(text), WIDTH));
    }

    void heading(List<String> lines) {
        lines.forEach(this::line);
        line("=".repeat(lines.stream().mapToInt(String::length).max().orElse(0)));
    }

    void paragraph(String text) {
        out.append('\n');
        Wrap.lines(ascii(text), WIDTH).forEach(this::line);
        inList = false;
    }

    void item(String text) {
        if (!inList) {
            out.append('\n');
        }
        Wrap.hanging("- ", ascii(text), "  ", WIDTH).forEach(this::line);
        inList = true;
    }

    /** An address that belongs to the last item, if there is one: in a line of its own however long, because a broken one can't be followed. */
    void link(@Nullable String address) {
        if (address != null && address.length() <= LONGEST_LINE - 2) {
            line("  " + ascii(address));
        }
    }

    /** Lines as they are. */
    void block(String lines) {
        out.append('\n');
        Splitter.on('\n').split(lines.stripTrailing()).forEach(line -> line(INDENT + ascii(line)));
        inList = false;
    }

    /** A command as a shell takes it in several lines: a word that ends a line is followed by a blank, and one that goes on is not. */
    void command(String command) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (String line : Wrap.lines(command, BLOCK_WIDTH - " \\".length())) {
            at += line.length();
            boolean last = at == command.length();
            boolean word = !last && command.charAt(at) == ' ';
            text.append(line).append(last ? "" : word ? " \\\n" : "\\\n");
            at += word ? 1 : 0;
        }
        block(text.toString());
    }

    /** What was saved, so that the mail itself can be replayed. */
    void saved(String json) {
        block(String.join("\n", Block.lines(json)));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /** Letters lose their accents, and what is no ASCII then becomes a question mark. */
    static String ascii(String text) {
        String plain = NOT_PLAIN.matchesNoneOf(text)
                ? text
                : ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                        .replaceAll("");
        return NOT_PLAIN.replaceFrom(plain, '?');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
