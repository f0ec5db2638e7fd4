package dev.stalemate.systems.mutants;

import dev.stalemate.model.Claim;
import dev.stalemate.systems.mutants.Survivors.Entry;
import dev.stalemate.systems.mutants.Trial.End;
import dev.stalemate.systems.mutants.Tried.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/reference/mutants.md says of a system. */
final class MutantTable {
    private static final Path FILE = Path.of("docs/reference/mutants.md");
    private static final Path COUNTS = Path.of("src/main/resources/dev/stalemate/report/planted.txt");
    /** Of a claim, a design, the mutants tried, those killed, and one of them. */
    private static final Pattern CLAIM = Pattern.compile("\\| (\\w+) \\| `[^`]+` \\| (\\d+) \\| (\\d+) \\| (.*) \\|");

    private MutantTable() {}

    /** A system's part: its claims, its designs' mutants, and those that survive. */
    static String of(String system, List<Tried> designs, List<Entry> survivors) {
        StringBuilder text = new StringBuilder("## " + system + "\n");
        text.append(
                "\n| design | mutants | killed | narrower | equivalent | impossible |\n|---|---|---|---|---|---|\n");
        for (Tried tried : designs) {
            long equivalent = tried.count(End.SURVIVED) + tried.count(End.VACUOUS) + tried.count(End.NOT_ASKED);
            row(
                    text,
                    "`" + tried.design().name() + "`",
                    tried.ends().size() - tried.count(End.NOT_REACHED),
                    tried.count(End.KILLED),
                    tried.count(End.NARROWER),
                    equivalent,
                    tried.count(End.IMPOSSIBLE));
        }
        text.append("\n| claim | design | mutants tried | killed | one of them |\n|---|---|---|---|---|\n");
        for (Tried tried : designs) {
            for (Claim claim : tried.claims()) {
                Count count = tried.count(claim);
                row(
                        text,
                        claim.id(),
                        "`" + tried.design().name() + "`",
                        count.tried(),
                        count.killed(),
                        count.example());
            }
        }
        if (!survivors.isEmpty()) {
            text.append("\n| design | equivalent mutant | reason |\n|---|---|---|\n");
            for (Entry entry : survivors) {
                row(text, designs(entry.design()), entry.mutant(), entry.reason());
            }
        }
        return text.toString();
    }

    private static String designs(String pattern) {
        if (pattern.equals("*")) {
            return "any";
        }
        return pattern.startsWith("!") ? "all but `" + pattern.substring(1) + "`" : "`" + pattern + "`";
    }

    private static void row(StringBuilder text, Object... cells) {
        for (Object cell : cells) {
            text.append("| ").append(cell.toString().replace("*", "\\*")).append(' ');
        }
        text.append("|\n");
    }

    /** A system's part of the file as it is; empty if it has none. */
    static String written(String system) throws IOException {
        String all = Files.readString(FILE);
        int start = start(all, system);
        return start < 0 ? "" : all.substring(start, end(all, start)).strip() + "\n";
    }

    /** Writes a system's part, in the place of the one that is there or at the end. */
    static void write(String system, String part) throws IOException {
        String all = Files.readString(FILE);
        int start = start(all, system);
        String before = start < 0 ? all : all.substring(0, start);
        String after = start < 0 ? "" : all.substring(end(all, start));
        Files.writeString(FILE, before.strip() + "\n\n" + part + (after.isEmpty() ? "" : "\n" + after.strip() + "\n"));
        Files.writeString(COUNTS, counts());
    }

    /** What the tool itself has of the tables: a line for each claim. */
    static String counts() throws IOException {
        StringBuilder counts = new StringBuilder();
        for (String line : Files.readAllLines(FILE)) {
            Matcher claim = CLAIM.matcher(line);
            if (claim.matches()) {
                String example = claim.group(4).replace("\\*", "*");
                counts.append(String.join(" ", claim.group(1), claim.group(2), claim.group(3), example)
                                .strip())
                        .append('\n');
            }
        }
        return counts.toString();
    }

    /** The same as it is written. */
    static String writtenCounts() throws IOException {
        return Files.readString(COUNTS);
    }

    private static int start(String all, String system) {
        return all.indexOf("## " + system + "\n");
    }

    private static int end(String all, int start) {
        int next = all.indexOf("\n## ", start);
        return next < 0 ? all.length() : next + 1;
    }
}
