package dev.stalemate.patch.c;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the functions that a C file defines, static ones too, in the text that the preprocessor makes of it. */
final class Functions {
    private static final Pattern MARKER = Pattern.compile("# [0-9]+ \"((?:[^\"\\\\]|\\\\.)*)\".*");
    private static final Pattern NAME_BEFORE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\s*$");
    /** What looks like a call in a declaration, and names no function. */
    private static final Pattern NO_NAME =
            Pattern.compile("__attribute__|__attribute|__asm__|asm|__typeof__|typeof|_Alignas");

    private final String own;
    private final ImmutableSet.Builder<String> found = ImmutableSet.builder();
    private boolean inOwnFile;
    private int braces;
    private int parentheses;
    /** The declaration so far, at the top level, without what is in parentheses. */
    private final StringBuilder declaration = new StringBuilder();

    private String name = "";

    private Functions(String own) {
        this.own = own;
    }

    /**
     * The names of functions that a file defines.
     *
     * @param preprocessed the output of {@code cc -E}, with line markers
     * @param file the file's name as line markers give it; functions of other files don't count
     */
    static ImmutableSet<String> of(String preprocessed, String file) {
        Functions scan = new Functions(file);
        preprocessed.lines().forEach(scan::line);
        return scan.found.build();
    }

    private void line(String line) {
        Matcher marker = MARKER.matcher(line);
        if (marker.matches()) {
            inOwnFile = marker.group(1).equals(own);
            return;
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' || c == '\'') {
                i = endOfLiteral(line, i, c);
            } else {
                take(c);
            }
        }
        take(' ');
    }

    /** A literal ends on its line: the preprocessor has joined lines that end in a backslash. */
    private static int endOfLiteral(String line, int start, char quote) {
        int i = start + 1;
        while (i < line.length() && line.charAt(i) != quote) {
            i += line.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    private void take(char c) {
        switch (c) {
            case '(' -> {
                if (braces == 0 && parentheses == 0) {
                    nameBefore();
                }
                parentheses++;
            }
            case ')' -> parentheses--;
            case '{' -> {
                if (braces == 0 && inOwnFile && isFunction()) {
                    found.add(name);
                }
                braces++;
            }
            case '}' -> {
                braces--;
                forgetAtTopLevel();
            }
            case ';' -> forgetAtTopLevel();
            default -> {
                if (braces == 0 && parentheses == 0) {
                    declaration.append(c);
                }
            }
        }
    }

    private void nameBefore() {
        Matcher before = NAME_BEFORE.matcher(declaration);
        if (name.isEmpty() && before.find() && !NO_NAME.matcher(before.group(1)).matches()) {
            name = before.group(1);
        }
        declaration.append(' ');
    }

    private boolean isFunction() {
        return !name.isEmpty() && CharMatcher.is('=').matchesNoneOf(declaration);
    }

    private void forgetAtTopLevel() {
        if (braces == 0 && parentheses == 0) {
            declaration.setLength(0);
            name = "";
        }
    }
}
