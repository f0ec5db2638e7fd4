package dev.stalemate.style;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be seen in one line of one file. */
final class LineRules {
    /** The formatter wraps code at 120 columns. This is for what it leaves alone: comments, strings, and other languages. */
    static final int COLUMNS = 150;

    static final int LINES = 400;

    /** Words that are not used, each with what to say instead. */
    private static final List<Word> WORDS = List.of(
            new Word("mend(s|ed|ing)?", "fix"),
            new Word("anew", "again"),
            new Word("need not|\\w*NeedNot\\w*", "does not have to"),
            new Word("whoever", "name it"),
            new Word("(anyone|nobody|those|for|by|to|often|only|since|but) who", "the vCPU that, a reader that"),
            // The key of saved files, which programs read, stays what it was.
            new Word("(?<![\"`'\\\\])variants?(?![\"`'\\\\])", "design"));

    private record Word(Pattern pattern, String instead) {
        Word(String regex, String instead) {
            this(Pattern.compile("\\b(" + regex + ")\\b", Pattern.CASE_INSENSITIVE), instead);
        }
    }

    private LineRules() {}

    static List<Offence> columns(Checkout checkout) {
        return lines(checkout, file -> true, (file, line) -> {
            boolean unbreakable = file.markdown() && (line.startsWith("|") || !line.contains(" "));
            int columns = line.codePointCount(0, line.length());
            return columns <= COLUMNS || unbreakable ? null : columns + " columns, not " + COLUMNS;
        });
    }

    /** A page, a list of dependencies or a table that the tests write is as long as what it lists. */
    static List<Offence> length(Checkout checkout) {
        Set<String> lists = Set.of("pom.xml", "planted.txt");
        return checkout.only(file -> !file.markdown() && !lists.contains(file.name())).stream()
                .filter(file -> file.text().lines().count() > LINES)
                .map(file -> new Offence(file, LINES + 1, "a file of more than " + LINES + " lines"))
                .toList();
    }

    static List<Offence> space(Checkout checkout) {
        List<Offence> offences = new ArrayList<>(lines(checkout, file -> true, (file, line) -> {
            boolean trailing = !line.equals(line.stripTrailing());
            // The kernel's own style, in which patches are pasted into C files, indents with tabs.
            String text = file.c() ? line.stripLeading() : line;
            return text.contains("\t") ? "a tab" : trailing ? "space at the end of the line" : null;
        }));
        checkout.only(file -> !file.text().endsWith("\n") || file.text().endsWith("\n\n"))
                .forEach(file -> offences.add(new Offence(file, file.lines().size(), "not one newline at the end")));
        return offences;
    }

    static List<Offence> words(Checkout checkout) {
        return lines(
                checkout,
                file -> !file.in("src/test/java/dev/stalemate/style")
                        && !file.path().endsWith(".js"),
                (file, line) -> {
                    for (Word word : WORDS) {
                        Matcher matcher = word.pattern.matcher(line);
                        if (matcher.find()) {
                            return "\"" + matcher.group() + "\": " + word.instead;
                        }
                    }
                    return null;
                });
    }

    private static List<Offence> lines(Checkout checkout, Predicate<TextFile> wanted, LineCheck check) {
        List<Offence> offences = new ArrayList<>();
        for (TextFile file : checkout.only(wanted)) {
            List<String> lines = file.lines();
            for (int i = 0; i < lines.size(); i++) {
                String what = check.offence(file, lines.get(i));
                if (what != null) {
                    offences.add(new Offence(file, i + 1, what));
                }
            }
        }
        return offences;
    }

    private interface LineCheck {
        @Nullable
        String offence(TextFile file, String line);
    }
}
