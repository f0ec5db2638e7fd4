package dev.stalemate.report;

import com.google.common.collect.ImmutableList;
import dev.stalemate.decide.Change;
import dev.stalemate.decide.Change.Kind;
import dev.stalemate.decide.Change.Side;
import dev.stalemate.decide.Changes;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Cost;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a design changes of another one: the claims and properties side by side, the shortest runs, and the costs, on a screen. */
public final class ChangeReport {
    /** The kinds for which a property has a row of its own. */
    private static final Set<Kind> CHANGED = Set.of(Kind.NEWLY_BROKEN, Kind.FIXED, Kind.UNTESTED);

    /** The kinds that are no answer. */
    private static final Set<Kind> OPEN = Set.of(Kind.UNDECIDED, Kind.NOT_ASKED);

    /** Of questions without an answer no more are named. */
    private static final int MOST_NAMES = 3;

    private final Changes changes;
    private final String base;
    private final String design;
    private final int width;
    private final Style style;

    /**
     * A report.
     *
     * @param width of the terminal, as for {@link ClaimReport}
     */
    public ChangeReport(Changes changes, int width, Style style) {
        this(changes, changes.points().base().name(), width, style);
    }

    private ChangeReport(Changes changes, String base, int width, Style style) {
        this.changes = changes;
        this.base = base;
        this.design = changes.points().design().name();
        this.width = width;
        this.style = style;
    }

    /**
     * In short: a line, and one for each property that is different from an earlier state of the design; each ended by a line feed.
     *
     * @param since what is different from that state
     */
    public String brief(Changes since) {
        ChangeReport report = new ChangeReport(since, "the last state", width, style);
        return lines("", "against " + base + ": " + counts())
                + lines("", "since the last state: " + report.counts(Set.of(Kind.NEWLY_BROKEN, Kind.FIXED)))
                + report.runs(Kind.NEWLY_BROKEN, "newly broken: ")
                + report.runs(Kind.FIXED, "fixed: ");
    }

    /** The whole report, each line ended by a line feed. */
    public String text(List<Cost> costs, double seconds) {
        String system = changes.points().system().name();
        StringBuilder out = new StringBuilder(lines(
                "",
                system + "/" + design + " against " + system + "/" + base + ": " + counts() + "; "
                        + Amounts.seconds(seconds)));
        section(out, claimsTitle(), claims());
        section(out, propertiesTitle(), properties());
        section(out, "Newly broken", runs(Kind.NEWLY_BROKEN));
        section(out, "Fixed", runs(Kind.FIXED));
        section(out, "Still broken", stillBroken());
        section(out, "No answer", unanswered());
        out.append(costs.isEmpty() ? "" : new CostReport(costs).text(width, style));
        section(out, "Newly broken, in full", stories());
        return out.toString();
    }

    private void section(StringBuilder out, String title, String text) {
        if (!text.isEmpty()) {
            out.append('\n')
                    .append(style.paint(Tone.STRONG, title))
                    .append('\n')
                    .append(text);
        }
    }

    /** Such as {@code 3 newly broken, 12 fixed, 140 still broken}; those that there are, but always the first two. */
    private String counts() {
        return counts(EnumSet.allOf(Kind.class));
    }

    private String counts(Set<Kind> kinds) {
        return Stream.of(Kind.values())
                .filter(kinds::contains)
                .filter(kind -> kind == Kind.NEWLY_BROKEN || kind == Kind.FIXED || changes.count(kind) > 0)
                .map(kind -> style.paint(changes.count(kind) > 0 ? tone(kind) : Tone.NORMAL, count(kind)))
                .collect(Collectors.joining(", "));
    }

    private String count(Kind kind) {
        int count = changes.count(kind);
        return (count == 0 ? "none" : Amounts.count(count)) + " "
                + (kind == Kind.STILL_HOLDS && count != 1 ? "still hold" : kind);
    }

    private static Tone tone(Kind kind) {
        return switch (kind) {
            case NEWLY_BROKEN -> Tone.BAD;
            case FIXED -> Tone.GOOD;
            case UNTESTED, UNDECIDED -> Tone.NOTABLE;
            case STILL_BROKEN, STILL_HOLDS, VACUOUS, NOT_ASKED -> Tone.NORMAL;
        };
    }

    private List<Change> ofClaims() {
        return changes.all().stream()
                .filter(change -> !change.point().claims().isEmpty())
                .toList();
    }

    private boolean areOfTheBase() {
        return ofClaims().stream()
                .flatMap(change -> change.point().claims().stream())
                .allMatch(claim -> claim.design().name().equals(base));
    }

    private String claimsTitle() {
        return areOfTheBase() ? "Claims of " + base : "What the claims ask";
    }

    private String claims() {
        if (ofClaims().isEmpty()) {
            return "";
        }
        Table table = new Table()
                .left("claim")
                .wrapping("property")
                .left(base)
                .left(design)
                .left("");
        for (Change change : ofClaims()) {
            for (Claim claim : change.point().claims()) {
                table.row(
                        claim.id(),
                        claim.law(),
                        answer(change.base()),
                        answer(change.design()),
                        new Cell(isAsBase(change) ? "as base" : change.kind().toString(), tone(change.kind())));
            }
        }
        return table.render(width, style) + lines("", claimsInWords());
    }

    private static boolean isAsBase(Change change) {
        return !OPEN.contains(change.kind())
                && change.base().verdict() == change.design().verdict();
    }

    private static String answer(Side side) {
        if (side.decision() == null) {
            return "none";
        }
        return side.verdict() + (side.steps() < 0 ? "" : " (" + Amounts.count(side.steps(), "step") + ")");
    }

    /** Such as {@code Of 9 claims of linux-6.7 7 are as before, 1 fixed, 1 newly broken.} */
    private String claimsInWords() {
        Map<Kind, Integer> changed = new EnumMap<>(Kind.class);
        int all = 0;
        int before = 0;
        for (Change change : ofClaims()) {
            int claims = change.point().claims().size();
            all += claims;
            if (isAsBase(change)) {
                before += claims;
            } else {
                changed.merge(change.kind(), claims, Integer::sum);
            }
        }
        return "Of " + Amounts.count(all, "claim") + (areOfTheBase() ? " of " + base : "") + ", "
                + (before == 0 ? "none is" : before + (before == 1 ? " is" : " are")) + " as before"
                + changed.entrySet().stream()
                        .map(entry -> ", " + entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining())
                + ".";
    }

    private String propertiesTitle() {
        long scopes = changes.all().stream()
                .map(change -> change.point().scope().changes())
                .distinct()
                .count();
        return "Properties, each asked at the scopes that have it (" + Amounts.count(scopes, "scope") + ")";
    }

    /** Nothing where claims alone were asked. */
    private String properties() {
        if (changes.all().size() == ofClaims().size()) {
            return "";
        }
        List<Kind> kinds =
                Stream.of(Kind.values()).filter(kind -> changes.count(kind) > 0).toList();
        Table table = new Table().wrapping("property");
        kinds.forEach(kind -> table.right(kind.toString()));
        List<String> same = new ArrayList<>();
        boolean anyRow = false;
        for (String law : changes.laws()) {
            Changes about = changes.about(law);
            if (CHANGED.stream().allMatch(kind -> about.count(kind) == 0)) {
                if (about.all().stream().anyMatch(change -> !OPEN.contains(change.kind()))) {
                    same.add(law);
                }
                continue;
            }
            anyRow = true;
            List<Object> row = new ArrayList<>(List.of(law));
            for (Kind kind : kinds) {
                int count = about.count(kind);
                row.add(count == 0 ? "" : new Cell(Amounts.count(count), tone(kind)));
            }
            table.row(row.toArray());
        }
        return (anyRow ? table.render(width, style) : "")
                + (same.isEmpty()
                        ? ""
                        : lines("", "As before wherever both have an answer: " + String.join(", ", same)));
    }

    private String runs(Kind kind) {
        return runs(kind, "");
    }

    /** The shortest run of each property on a line; once for properties that have the same. */
    private String runs(Kind kind, String before) {
        Map<String, List<String>> laws = new LinkedHashMap<>();
        for (Change change : shortest(kind)) {
            String run = " at " + change.point().scope().name() + ", "
                    + (kind == Kind.FIXED ? base + " broke it in " + run(change.base()) : run(change.design()));
            laws.computeIfAbsent(run, same -> new ArrayList<>())
                    .add(change.point().law());
        }
        return laws.entrySet().stream()
                .map(e -> lines("  ", before + String.join(", ", e.getValue()) + e.getKey()))
                .collect(Collectors.joining());
    }

    private ImmutableList<Change> shortest(Kind kind) {
        return changes.laws().stream()
                .map(law -> changes.about(law).shortest(kind))
                .flatMap(Stream::ofNullable)
                .collect(ImmutableList.toImmutableList());
    }

    /** Such as {@code 2 steps: touch 0 0x0; set-cd 0}. */
    private static String run(Side side) {
        Trace trace = side.decision() == null ? null : side.decision().trace();
        if (trace == null) {
            return "no run gets there";
        }
        String steps = trace.steps().stream().map(ChangeReport::step).collect(Collectors.joining("; "));
        return Amounts.count(trace.steps().size(), "step")
                + (steps.isEmpty() ? "" : ": " + steps)
                + (trace.loop() == Trace.NO_LOOP ? "" : "; again and again from step " + (trace.loop() + 1));
    }

    private static String step(Step step) {
        return Stream.concat(Stream.of(step.action().name()), step.texts().stream())
                .collect(Collectors.joining(" "));
    }

    private String stillBroken() {
        String all = shortest(Kind.STILL_BROKEN).stream()
                .map(change ->
                        change.point().law() + " (" + change.point().scope().name() + steps(change) + ")")
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : lines("  ", all);
    }

    private String steps(Change change) {
        int now = change.design().steps();
        int before = change.base().steps();
        if (now < 0) {
            return "";
        }
        return ", " + Amounts.count(now, "step") + (now == before || before < 0 ? "" : ", " + before + " with " + base);
    }

    /** Why questions have no answer, and which they are. */
    private String unanswered() {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Change change : changes.all()) {
            if (OPEN.contains(change.kind())) {
                String name =
                        change.point().law() + " at " + change.point().scope().name();
                names.computeIfAbsent(why(change), why -> new ArrayList<>()).add(name);
            }
        }
        StringBuilder out = new StringBuilder();
        names.forEach((why, of) -> out.append(lines(
                "  ",
                why + ": " + of.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                        + (of.size() > MOST_NAMES ? " and " + Amounts.count(of.size() - MOST_NAMES) + " more" : ""))));
        return out.toString();
    }

    private String why(Change change) {
        boolean impossible = change.kind() == Kind.NOT_ASKED;
        String ofBase = impossible ? change.point().baseCannot() : noAnswer(change.base());
        String ofDesign = impossible ? change.point().designCannot() : noAnswer(change.design());
        if (ofBase.equals(ofDesign)) {
            return ofBase;
        }
        return (impossible ? "can't be asked of " : "")
                + Stream.of(named(base, ofBase), named(design, ofDesign))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining("; "));
    }

    private static String named(String name, String why) {
        return why.isEmpty() ? "" : name + ": " + why;
    }

    /** How far each search came is left to the JSON. */
    private static String noAnswer(Side side) {
        if (side.decision() == null || side.verdict() != Verdict.UNDECIDED) {
            return side.why();
        }
        String note = side.decision().note();
        return note.contains("stopped by") ? "a bound ended the search" : note;
    }

    private String stories() {
        StringBuilder out = new StringBuilder();
        String gap = "";
        for (Change change : shortest(Kind.NEWLY_BROKEN)) {
            if (change.design().decision() != null && change.design().decision().trace() != null) {
                out.append(gap)
                        .append(Story.of(
                                change.design().decision().trace(),
                                change.design().decision().law(),
                                style));
                gap = "\n";
            }
        }
        return out.toString();
    }

    private String lines(String indent, String text) {
        return String.join("\n", Wrap.hanging(indent, text, indent + "  ", ClaimReport.proseWidth(width))) + "\n";
    }
}
