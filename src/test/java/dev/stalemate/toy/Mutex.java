package dev.stalemate.toy;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Source;
import dev.stalemate.model.Tally;
import dev.stalemate.model.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Processes that enter a critical section, one at a time or not. */
public class Mutex implements ModelSystem {
    /** Where the claims come from. */
    private static final Source THREAD =
            new Source.Mail("toys", "[PATCH] a lock", "A. Uthor", LocalDate.of(2001, 2, 3), "lock@example.org");

    private static final Setting<Integer> PROCESSES = Setting.number("processes", 1, 4, 2, "processes");
    /** Whether it is at full width. */
    public static final Setting<Boolean> WIDE = Setting.flag("wide", false, "whether any tag may be written");

    private static final Setting<Integer> TAGS = Setting.number("tags", 0, 4, 0, "values of the tag");

    private final List<ClaimSpec> specs;

    /** What becomes a claim about the system. */
    public record ClaimSpec(
            String id, Design design, String law, @Nullable Verdict expected, Claim.@Nullable Finding finding) {}

    /** A design. */
    public record Way(String name, String says) implements Design {
        /** Takes a lock. */
        public static final Way RIGHT = new Way("right", "enters only while nobody is inside");
        /** Takes none. */
        public static final Way BROKEN = new Way("broken", "enters whenever it wants to");
        /** Does something that its own state never allows. */
        public static final Way IDLE = new Way("idle", "as right, with an action that is never possible");
        /** Right while there are two processes. */
        public static final Way IMPATIENT =
                new Way("impatient", "as right, but also enters while another process wants to");
        /** Can't be built. */
        public static final Way FAULTY = new Way("faulty", "fails with an internal error");

        /** The same design under another name. */
        public Way named(String other) {
            return new Way(other, says);
        }
    }

    /** The system with its usual claims, each as recorded. */
    public Mutex() {
        this(List.of(
                new ClaimSpec("M1", Way.RIGHT, "exclusive", Verdict.HOLDS, null),
                new ClaimSpec("M1b", Way.BROKEN, "exclusive", Verdict.VIOLATED, null),
                new ClaimSpec("M2", Way.RIGHT, "somebody-enters", Verdict.HOLDS, null),
                new ClaimSpec(
                        "M3",
                        Way.BROKEN,
                        "exclusive",
                        Verdict.HOLDS,
                        new Claim.Finding(Verdict.VIOLATED, "it takes no lock.")),
                new ClaimSpec(
                        "M4", Way.RIGHT, "exclusive", null, new Claim.Finding(Verdict.HOLDS, "the lock is enough."))));
    }

    /** The system with these claims. */
    public Mutex(List<ClaimSpec> specs) {
        this.specs = List.copyOf(specs);
    }

    @Override
    public String name() {
        return "mutex";
    }

    @Override
    public String says() {
        return "processes that enter a critical section";
    }

    @Override
    public List<Design> designs() {
        return List.of(Way.RIGHT, Way.BROKEN, Way.IDLE);
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(PROCESSES, TAGS, WIDE);
    }

    @Override
    public Map<String, Scope> scopes() {
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", Scope.of("small", settings()));
        scopes.put("tagged", Scope.of("tagged", settings()).with(TAGS, "2"));
        return scopes;
    }

    @Override
    public List<Growth> larger(Scope scope) {
        String next = Integer.toString(scope.get(PROCESSES) + 1);
        return PROCESSES.accepts(next) ? List.of(new Growth(PROCESSES, next)) : List.of();
    }

    @Override
    public Scope widen(Scope scope) {
        return scope.with(WIDE, "on");
    }

    @Override
    public List<Claim> claims() {
        return specs.stream()
                .map(s -> new Claim(
                        s.id(),
                        this,
                        s.design(),
                        s.law(),
                        Scope.of("small", settings()),
                        s.expected(),
                        "the " + s.design().name() + " design keeps others out",
                        s.finding(),
                        ImmutableList.of(THREAD)))
                .toList();
    }

    @Override
    public List<Scenario> scenarios() {
        Scope small = Scope.of("small", settings());
        return List.of(
                new Scenario(
                        "rush",
                        "two processes want to enter, and do where they may",
                        small.with("tags=2").named("counted"),
                        List.of(Way.RIGHT, Way.BROKEN),
                        List.of(
                                "want process=0",
                                "want process=1",
                                "enter process=0",
                                "? enter process=1",
                                "* leave process=0")),
                new Scenario("alone", "one process enters", small, List.of(Way.BROKEN), List.of("want process=0")));
    }

    @Override
    public Model model(Design design, Scope scope) {
        if (design.equals(Way.FAULTY)) {
            throw new IllegalStateException("the faulty design");
        }
        return new Machine((Way) design, scope).model();
    }

    private static final class Machine {
        private final Way design;
        private final Scope scope;
        private final Index process;
        private final Layout layout;
        private final IntField wants;
        private final IntField inside;
        private final LongField tag;
        private final Tally entered;

        Machine(Way design, Scope scope) {
            this.design = design;
            this.scope = scope;
            process = Index.of("process", scope.get(PROCESSES));
            Layout.Builder builder = new Layout.Builder();
            wants = builder.flag("wants", process);
            inside = builder.flag("inside", process);
            tag = builder.values("tag", scope.get(WIDE) ? new long[0] : tags());
            entered = new Tally(builder, "entered", scope.name().equals("counted"));
            layout = builder.build();
        }

        private long[] tags() {
            long[] tags = new long[scope.get(TAGS) + 1];
            for (int i = 1; i < tags.length; i++) {
                tags[i] = 0x10L * i;
            }
            return tags;
        }

        private int count(IntField field, long[] state) {
            int count = 0;
            for (int p = 0; p < process.size(); p++) {
                count += field.get(state, p);
            }
            return count;
        }

        private boolean mayEnter(long[] state) {
            return design.says().equals(Way.BROKEN.says())
                    || count(inside, state) == 0
                    || (design.equals(Way.IMPATIENT) && count(wants, state) > 1);
        }

        private List<Action> actions() {
            List<Action> actions = new ArrayList<>();
            actions.add(Action.named("want")
                    .over(process)
                    .when((s, a) -> !wants.is(s, (int) a[0]) && !inside.is(s, (int) a[0]))
                    .then((s, a) -> wants.set(s, (int) a[0], 1)));
            actions.add(Action.named("enter")
                    .over(process)
                    .when((s, a) -> wants.is(s, (int) a[0]) && mayEnter(s))
                    .then((s, a) -> {
                        wants.set(s, (int) a[0], 0);
                        inside.set(s, (int) a[0], 1);
                        entered.add(s, 1);
                    }));
            actions.add(Action.named("leave")
                    .over(process)
                    .when((s, a) -> inside.is(s, (int) a[0]))
                    .then((s, a) -> inside.set(s, (int) a[0], 0)));
            if (design.equals(Way.IDLE)) {
                actions.add(Action.named("sleep").when((s, a) -> false).then((s, a) -> {}));
            }
            if (scope.get(WIDE) || scope.get(TAGS) > 0) {
                actions.add(Action.named("tag")
                        .over("value", scope.get(WIDE) ? anything() : Domain.hex(tags()))
                        .then((s, a) -> tag.set(s, 0, a[0])));
            }
            return actions;
        }

        private static Domain anything() {
            return Domain.wide(new Domain.Wide(v -> true, r -> r.nextLong(), v -> v == 0 ? List.of() : List.of(0L)));
        }

        private List<Figure> figures() {
            List<Figure> figures = new ArrayList<>(entered.figures());
            figures.add(0, new Figure("most inside", Figure.Kind.MAXIMUM, s -> count(inside, s)));
            return figures;
        }

        Model model() {
            return new Model.Builder("mutex", design, scope)
                    .layout(layout)
                    .actions(actions())
                    .laws(List.of(
                            Law.always("exclusive", Breaks.ISOLATION, "at most one process is inside")
                                    .where(s -> count(inside, s) > 0)
                                    .holds(s -> count(inside, s) == 1),
                            Law.sometimes("somebody-enters", Breaks.SPEED, "some process gets inside")
                                    .holds(s -> count(inside, s) > 0),
                            Law.always("crowded", Breaks.SPEED, "nothing, of five processes")
                                    .where(s -> false)
                                    .holds(s -> true),
                            Law.always("nobody-wants", Breaks.COHERENCE, "no process wants to enter")
                                    .holds(s -> count(wants, s) == 0)))
                    .figures(figures())
                    .build();
        }
    }
}
