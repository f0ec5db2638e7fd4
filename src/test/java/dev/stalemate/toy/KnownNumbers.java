package dev.stalemate.toy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Design;
import dev.stalemate.model.Designs;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proofs;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * CPUs that touch pages. Each design does wrong with the fifth CPU or page, or as soon as there are five: proofs compare models with up to
 * four.
 */
@SuppressWarnings("ObjectEqualsForPrimitives") // it compares in every way there is
public final class KnownNumbers extends SystemPage<KnownNumbers.Way> {
    /** Whether a design does wrong. */
    private interface Wrong {
        boolean is(Machine machine, long[] s, int c, int p);
    }

    /** A design. */
    public record Way(String name, Wrong wrong) implements Design {
        @Override
        public String says() {
            return "does wrong with a fifth one";
        }
    }

    private static final Designs<Way> ALL = new Designs<>(Way.class);
    private static final Settings SETTINGS = new Settings();
    private static final Setting<Integer> CPUS = SETTINGS.number("cpus", 1, 6, 2, "CPUs");
    private static final Setting<Integer> PAGES = SETTINGS.number("pages", 1, 6, 2, "pages");
    private static final int FIFTH = 4;
    private static final int MANY = 5;
    private static final int CPU_BITS = 0b10000;
    private static final int HALF = 0x4000_0000;
    private static final boolean[] TABLE = {false, false, false, false, true, false};
    private static final List<Integer> LIST = List.of(0, 0, 0, 0, 1, 0);
    private static final Map<Integer, String> MAP = Map.of(FIFTH, "fifth");

    static {
        add("right", (m, s, c, p) -> false);
        add("right-of-others", (m, s, c, p) -> c < 0 || c >= m.cpu.size() || p == m.page.size() || m.numbers[c] != c);
        add("cpu", (m, s, c, p) -> c == FIFTH);
        add("page", (m, s, c, p) -> p == FIFTH);
        add("third", (m, s, c, p) -> c == 2);
        add("above", (m, s, c, p) -> c > FIFTH - 1);
        add("cpus", (m, s, c, p) -> m.cpu.size() > FIFTH);
        add("pages", (m, s, c, p) -> m.page.size() == MANY);
        add("product", (m, s, c, p) -> m.page.size() * m.cpu.size() > 16);
        add("bit", (m, s, c, p) -> (1 << c & CPU_BITS) != 0);
        add("bits", (m, s, c, p) -> (CPU_BITS >> c & 1) == 1);
        add("wrap", (m, s, c, p) -> c > 0 && 1 << c == 1);
        add("overflow", (m, s, c, p) -> c > 0 && c * HALF == 0);
        add("difference", (m, s, c, p) -> c - FIFTH == 0);
        add("negative", (m, s, c, p) -> -c == -FIFTH);
        add("others", (m, s, c, p) -> (c ^ FIFTH) == 0);
        add("quotient", (m, s, c, p) -> c / FIFTH == 1);
        add("minimum", (m, s, c, p) -> Math.min(c, FIFTH) == m.four);
        add("compare", (m, s, c, p) -> Integer.compare(c, FIFTH) == 0);
        add("box", (m, s, c, p) -> Integer.valueOf(c).equals(FIFTH));
        add("objects", (m, s, c, p) -> Objects.equals(c, FIFTH));
        add("text", (m, s, c, p) -> String.valueOf(c).equals("4"));
        add("joined", (m, s, c, p) -> ("CPU " + c).equals("CPU 4"));
        add("letter", (m, s, c, p) -> "____!_".charAt(c) == '!');
        add("switch", (m, s, c, p) -> switch (c) {
            case FIFTH -> true;
            default -> false;
        });
        add("table", (m, s, c, p) -> TABLE[c]);
        add("list", (m, s, c, p) -> LIST.get(c) == 1);
        add("map", (m, s, c, p) -> MAP.get(c) != null);
        add("set", (m, s, c, p) -> m.odd.contains(c));
        add("object", (m, s, c, p) -> c == m.four);
        add("captured", captured(FIFTH));
        add("loop", (m, s, c, p) -> IntStreams.any(m.cpu.size(), i -> i == FIFTH));
        add("long", (m, s, c, p) -> (long) c == FIFTH);
        add("two", (m, s, c, p) -> m.page.size() > 2 && c + p == 8);
        add("shift", (m, s, c, p) -> c >> 2 != 0);
        add("page-shift", (m, s, c, p) -> p >> 1 >> 1 != 0);
        add("shifted", (m, s, c, p) -> c != 0 && c << 30 == 0);
        add("byte", (m, s, c, p) -> (byte) c < 0);
        add("short", (m, s, c, p) -> (char) c == 0 && c > 0);
        add("zeros", (m, s, c, p) -> c > 1 && (Integer.numberOfLeadingZeros(c) & 1) == 1);
        add("doubling", (m, s, c, p) -> m.doubled() == 0);
        add("square", (m, s, c, p) -> m.cpu.size() * m.cpu.size() < 0);
        add("steps", (m, s, c, p) -> c - 1 - 1 - 1 - 1 == 0);
        add("behind-two", (m, s, c, p) -> c > 2 && c == FIFTH);
        add("half", (m, s, c, p) -> c / 2 == 2);
        add("rest", (m, s, c, p) -> c > 1 && c % 2 == 0 && c / 2 % 2 == 0);
        add("even", (m, s, c, p) -> (m.cpu.size() & 1) == 1 && m.cpu.size() > 2);
        add("count-less", (m, s, c, p) -> m.cached(s) - 2 - 2 == 1);
        add("count-shift", (m, s, c, p) -> m.cached(s) >> 2 != 0);
        add("count", (m, s, c, p) -> m.cached(s) > FIFTH);
        add("owner", (m, s, c, p) -> m.owner.get(s, p) == MANY);
    }

    private static void add(String name, Wrong wrong) {
        ALL.add(new Way(name, wrong));
    }

    private static Wrong captured(int number) {
        return (m, s, c, p) -> c == number;
    }

    /** Whether something holds of a number. */
    private static final class IntStreams {
        private interface Holds {
            boolean of(int i);
        }

        private static boolean any(int count, Holds holds) {
            for (int i = 0; i < count; i++) {
                if (holds.of(i)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The system. */
    public KnownNumbers() {
        super("known-numbers", "CPUs that touch pages", ALL, SETTINGS);
        grows(CPUS, PAGES);
    }

    @Override
    protected void claim(Claims claims) {
        ALL.all().forEach(way -> claims.of(way.name(), way, "right").holds("Few do no wrong."));
    }

    @Override
    protected void prove(Proofs proved) {
        claims().forEach(claim -> proved.of(claim.id()).any("cpu", "page").says("every page and every number of CPUs"));
    }

    @Override
    protected void describe(Way design, Scope scope, Model.Builder model) {
        new Machine(design, scope).describe(model);
    }

    /** The machine of a design. */
    private static final class Machine {
        private final int four = FIFTH;
        private final Set<Integer> odd = Set.of(FIFTH, 40);
        private final Way design;
        private final Index cpu;
        private final Index page;
        private final int[] numbers;
        private final Layout layout;
        private final IntField type;
        private final IntField owner;
        private final IntField seen;

        Machine(Way design, Scope scope) {
            this.design = design;
            cpu = Index.of("cpu", scope.get(CPUS));
            page = Index.of("page", scope.get(PAGES));
            numbers = IntStream.range(0, cpu.size()).toArray();
            Layout.Builder builder = new Layout.Builder();
            type = builder.number("type", 3, List.of("none", "right", "wrong")::get, page);
            owner = builder.number("owner", cpu.size() + 1, String::valueOf, page);
            seen = builder.flag("seen", cpu);
            layout = builder.reference(owner, cpu, 1).build();
        }

        private int doubled() {
            int all = 1;
            for (int i = 0; i < cpu.size(); i++) {
                all += all;
            }
            return all;
        }

        private int cached(long[] s) {
            int count = 0;
            for (int p = 0; p < page.size(); p++) {
                count += type.get(s, p) > 0 ? 1 : 0;
            }
            return count;
        }

        void describe(Model.Builder model) {
            model.layout(layout)
                    .startingAt(layout.blank())
                    .actions(List.of(Action.named("touch")
                            .over(cpu)
                            .over(page)
                            .when((s, a) -> true)
                            .then((s, a) -> {
                                type.set(s, (int) a[1], design.wrong().is(this, s, (int) a[0], (int) a[1]) ? 2 : 1);
                                owner.set(s, (int) a[1], (int) a[0] + 1);
                                seen.set(s, (int) a[0], 1);
                            })))
                    .laws(List.of(Law.always("right", Breaks.COHERENCE, "no page is wrong")
                            .none(page, (s, p) -> type.get(s, p) == 2, (s, p) -> page.inWords(p) + " is wrong")));
        }
    }
}
