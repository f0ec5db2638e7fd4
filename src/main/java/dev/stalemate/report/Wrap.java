package dev.stalemate.report;

import com.google.common.base.CharMatcher;
import java.util.ArrayList;
import java.util.List;

/** Breaks texts into lines: at blanks; inside of a word that is longer than a line, where names allow it; anywhere, where nothing does. */
public final class Wrap {
    private static final CharMatcher BLANK = CharMatcher.is(' ');
    private static final CharMatcher HYPHENS = CharMatcher.anyOf("-/,+_");

    private Wrap() {}

    /** Lines of at most so many characters. */
    public static List<String> lines(String text, int width) {
        return hanging("", text, "", width);
    }

    /** The same, with something before the first line and something before each other, which counts. */
    public static List<String> hanging(String first, String text, String further, int width) {
        List<String> lines = new ArrayList<>();
        String before = first;
        String rest = text;
        while (before.length() + rest.length() > width) {
            int end = end(rest, Math.max(1, width - before.length()));
            lines.add(before + BLANK.trimTrailingFrom(rest.substring(0, end)));
            rest = BLANK.trimLeadingFrom(rest.substring(end));
            before = further;
        }
        lines.add(before + rest);
        return lines;
    }

    /** Where the first line of a text ends that is longer than the room there is. */
    private static int end(String text, int room) {
        int blank = text.lastIndexOf(' ', room);
        if (blank > 0) {
            return blank;
        }
        int after = HYPHENS.lastIndexIn(text.substring(0, room)) + 1;
        return after > 0 ? after : room;
    }
}
