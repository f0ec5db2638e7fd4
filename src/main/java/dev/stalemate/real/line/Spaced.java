package dev.stalemate.real.line;

import java.util.regex.Pattern;

/**
 * Makes patterns of lines that may have been spaced out: mail programs, web pages, tables and people put blanks between words,
 * numbers and punctuation, and more of them where there is one.
 *
 * <p>A pattern is written as its program prints the line. A blank in it (with or without {@code +} or {@code *}) matches any
 * white space, and around {@code ( ) [ ] , : = @ ;}, and around a hyphen after a group, there may be some. Where there is none in
 * the pattern and no punctuation, there is none in the text: {@code 0x 80} is no number.
 */
public final class Spaced {
    private static final String PUNCTUATION = "()[],:=@;";
    private static final String SOME = "\\s+";
    private static final String ANY = "\\s*";

    private final String regex;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private Spaced(String regex) {
        this.regex = regex;
    }

    /** The pattern of a line. Braces, classes, groups, alternatives and escapes are those of {@link Pattern}. */
    public static Pattern pattern(String regex) {
        Spaced spaced = new Spaced(regex);
        while (spaced.at < regex.length()) {
            spaced.step();
        }
        return Pattern.compile(spaced.out.toString());
    }

    private void step() {
        char c = regex.charAt(at);
        if (c == ' ') {
            blank();
        } else if (c == '\\') {
            escape();
        } else if (c == '[') {
            copyTo(endOfClass());
        } else if (c == '{') {
            copyTo(regex.indexOf('}', at) + 1);
        } else if (regex.startsWith("(?", at)) {
            copyTo(at + 3);
        } else if (PUNCTUATION.indexOf(c) >= 4 || (c == '-' && at > 0 && regex.charAt(at - 1) == ')')) {
            punctuation(regex.substring(at, ++at));
        } else {
            copyTo(at + 1);
        }
    }

    private void copyTo(int end) {
        out.append(regex, at, end);
        at = end;
    }

    private void blank() {
        at++;
        boolean optional = false;
        while (at < regex.length() && " +*?".indexOf(regex.charAt(at)) >= 0) {
            optional |= "*?".indexOf(regex.charAt(at)) >= 0;
            at++;
        }
        if (!out.toString().endsWith(ANY)) {
            out.append(optional ? ANY : SOME);
        }
    }

    private void escape() {
        String escaped = regex.substring(at, at + 2);
        at += 2;
        if (PUNCTUATION.indexOf(escaped.charAt(1)) >= 0) {
            punctuation(escaped);
        } else {
            out.append(escaped);
        }
    }

    private void punctuation(String token) {
        if (out.toString().endsWith(SOME)) {
            out.setLength(out.length() - SOME.length());
        }
        if (!out.toString().endsWith(ANY)) {
            out.append(ANY);
        }
        out.append(token);
        // A quantifier belongs to the punctuation.
        if (at < regex.length() && "?*+".indexOf(regex.charAt(at)) >= 0) {
            copyTo(at + 1);
        }
        out.append(ANY);
    }

    private int endOfClass() {
        int end = at + 1;
        while (regex.charAt(end) != ']') {
            end += regex.charAt(end) == '\\' ? 2 : 1;
        }
        return end + 1;
    }
}
