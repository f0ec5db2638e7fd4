package dev.stalemate.report;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.stalemate.counterexample.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form of a mail to a list that takes plain text alone: Markdown that reads well as it is, in ASCII, no line longer than {@value #WIDTH}
 * columns. The heading is underlined, because lines that begin with a hash get lost in commit messages.
 */
final class Mail {
    /** As wide as a line may be that is quoted a few times. */
    static final int WIDTH = 75;

    private static final String INDENT = "    ";
    static final int BLOCK_WIDTH = WIDTH - INDENT.length();
    private static final CharMatcher NOT_PLAIN = CharMatcher.inRange(' ', '~').negate();

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

    /** An address that belongs to the last item, if there is one and a line can hold it: it could not be followed otherwise. */
    void link(@Nullable String address) {
        if (address != null && address.length() <= WIDTH - 2) {
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

    static String ascii(String text) {
        return NOT_PLAIN.replaceFrom(text, '?');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
