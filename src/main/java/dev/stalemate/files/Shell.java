package dev.stalemate.files;

import com.google.common.base.CharMatcher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Commands as a shell takes them when they are pasted. */
public final class Shell {
    private static final CharMatcher PLAIN = CharMatcher.inRange('a', 'z')
            .or(CharMatcher.inRange('A', 'Z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf("_./=:@%+,-"));

    private static final CharMatcher VISIBLE = CharMatcher.inRange(' ', '~');

    private Shell() {}

    /** A command of these words, on one line. */
    public static String line(List<String> words) {
        return words.stream().map(Shell::word).collect(Collectors.joining(" "));
    }

    /** A word, in quotes if it needs them. Characters that are not ASCII, or control a terminal, are escaped as bash, ksh and zsh do. */
    public static String word(String word) {
        if (!word.isEmpty() && PLAIN.matchesAllOf(word)) {
            return word;
        }
        return VISIBLE.matchesAllOf(word)
                ? "'" + word.replace("'", "'\\''") + "'"
                : "$'" + word.codePoints().mapToObj(Shell::escaped).collect(Collectors.joining()) + "'";
    }

    /**
     * A file as a word; a name that begins with a minus sign gets {@code ./} before it, because it would be taken for an option. The sign alone
     * is standard input.
     */
    public static String file(String file) {
        return word(file.startsWith("-") && file.length() > 1 ? "./" + file : file);
    }

    private static String escaped(int c) {
        if (c == '\'' || c == '\\') {
            return "\\" + Character.toString(c);
        }
        if (VISIBLE.matches((char) c) && c < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
            return Character.toString(c);
        }
        StringBuilder bytes = new StringBuilder();
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            bytes.append(String.format(Locale.ROOT, "\\%03o", b & 0xff));
        }
        return bytes.toString();
    }
}
