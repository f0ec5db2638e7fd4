package dev.stalemate.toy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Design;
import dev.stalemate.model.Designs;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proofs;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SeesAddresses;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * CPUs with a register each that says from which address on memory is cached, pages whose type is cached by the CPU that touches them first,
 * and a device without which everything is cached. The smallest system with all that proofs are about: any number of CPUs and pages, any
 * address, any value of a register.
 */
public final class CachedTypes extends SystemPage<CachedTypes.Way> {
    private static final int NONE = 0;
    private static final int UNCACHED = 1;
    private static final int CACHED = 2;
    private static final long ENABLED = 1;
    private static final long PAGE = 0x1000;
    private static final long NOT_WRITTEN = 0x3002;

    /** What a design does otherwise than it should. */
    public enum Bug {
        /** A write drops no page. */
        NO_DROP,
        /** A write drops pages of the new range alone. */
        ONLY_NEW,
        /** A write drops pages of the old range alone. */
        ONLY_OLD,
        /** A write drops pages of another page's address. */
        ONE_PAGE_OFF,
        /** A write drops pages only while no device is there. */
        DROPS_WITHOUT_DEVICE,
        /** Nothing is dropped as the device comes. */
        COMES_UNSEEN,
        /** Nothing is dropped as the device goes. */
        GOES_UNSEEN,
        /** A touched page is always cached. */
        ALWAYS_CACHED,
        /** A touched page is never cached. */
        NEVER_CACHED,
        /** The register is read as if it were always enabled. */
        IGNORES_ENABLE,
        /** Only the first page is dropped. */
        FIRST_PAGE_ALONE,
        /** A page is touched again while it is there. */
        TOUCHES_AGAIN
    }

    /** A design: it does everything right but for its bugs. */
    public record Way(String name, Set<Bug> bugs) implements Design {
        @Override
        public String says() {
            return "drops what a write changes, but for " + bugs;
        }
    }

    private static final Designs<Way> ALL = new Designs<>(Way.class);
    /** The design without bugs. */
    public static final Way RIGHT = ALL.add(new Way("right", Set.of()));

    /** A design that does everything right as long as there are few pages. */
    public static final Way FEW = ALL.add(new Way("only-few", Set.of()));

    static {
        for (Bug bug : Bug.values()) {
            ALL.add(new Way(name(bug), Set.of(bug)));
        }
    }

    /** {@code less}: no device comes or goes. */
    public static final int NO_PLUG = 1;
    /** {@code less}: registers are written only while no device is there. */
    public static final int FEW_WRITES = 2;
    /** {@code less}: the law says something only while no device is there. */
    public static final int WEAK_LAW = 3;
    /** {@code less}: nothing is left out, but a page is cached at the start that should not be. */
    public static final int ODD_START = 4;
    /** {@code less}: nothing is left out, but a register has a value at the start that nothing writes. */
    public static final int ODD_REGISTER = 5;

    private static final Settings SETTINGS = new Settings();
    private static final Setting<Integer> CPUS = SETTINGS.number("cpus", 1, 5, 2, "CPUs");
    private static final Setting<Integer> PAGES = SETTINGS.number("pages", 1, 5, 2, "pages");
    private static final Setting<Boolean> WIDE =
            SETTINGS.flag("wide", false, "whether registers have any legal value, or few");
    private static final Setting<Integer> FIRST = SETTINGS.number("first", 0, 99, 1, "the number of the first page");
    private static final Setting<Integer> LESS = SETTINGS.number("less", 0, ODD_REGISTER, 0, "what is left out");

    private static final Setting<Look> LOOKS =
            SETTINGS.choice("looks", Look.class, Look.NOT, "how a model looks at addresses where it may not");

    /** How a model looks at addresses while it is built, or at the setting that says them: it caches page 0 if something is true of them. */
    public enum Look {
        NOT,
        EQUAL,
        ABOVE,
        BIT,
        DISTANCE,
        COPY,
        STREAM,
        REFERENCE,
        LIBRARY,
        REFLECTION,
        SEVERAL,
        KEPT,
        LIBRARY_REFERENCE,
        THREAD,
        SETTING,
        SETTING_IN_THREAD,
        MARKED_CALLER,
        LATER
    }

    /** The system. */
    public CachedTypes() {
        super("cached-types", "pages whose type is cached", ALL, SETTINGS);
        grows(CPUS, PAGES);
    }

    /** The name of the design with a bug. */
    public static String name(Bug bug) {
        return bug.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    protected void claim(Claims claims) {
        claims.of("T1", RIGHT, "follows").holds("Pages follow the registers.");
        claims.of("T3", FEW, "follows").holds("Two pages follow the registers.");
        claims.of("T2", RIGHT, "alike").violated("CPUs with different registers see different types.");
        for (Bug bug : Bug.values()) {
            claims.of("T-" + name(bug), design(name(bug)), "follows").violated("It is a bug.");
        }
    }

    @Override
    protected void prove(Proofs proved) {
        claims().forEach(claim -> proved.of(claim.id())
                .at("wide=on")
                .elsewhere("first=7", "first=90")
                .any("cpu", "page")
                .by("explained")
                .says("every page, every number of CPUs, every register value"));
    }

    @Override
    protected void describe(Way design, Scope scope, Model.Builder model) {
        new Machine(design, scope).describe(model);
    }

    private static final class Machine {
        private final Way design;
        private final boolean wide;
        private final int less;
        private final Scope scope;
        private final boolean special;
        private final boolean many;
        private final long[] address;
        private final Index cpu;
        private final Index page;
        private final Layout layout;
        private final LongField register;
        private final IntField type;
        private final IntField device;

        Machine(Way design, Scope scope) {
            this.design = design;
            wide = scope.get(WIDE);
            less = scope.get(LESS);
            address = addresses(scope);
            this.scope = scope;
            special = isSpecial(scope.get(LOOKS));
            cpu = Index.of("cpu", scope.get(CPUS));
            page = new Index("page", address.length, p -> "0x" + Long.toHexString(address[p]));
            Layout.Builder builder = new Layout.Builder();
            device = builder.flag("device");
            register = builder.values("register", wide ? new long[0] : values(), cpu);
            type = builder.number("type", 3, List.of("none", "uncached", "cached")::get, page);
            many = page.size() > 2;
            layout = builder.kept(type).build();
        }

        @SeesAddresses("it makes the array")
        private static long[] addresses(Scope scope) {
            long[] all = new long[scope.get(PAGES)];
            for (int p = 0; p < all.length; p++) {
                all[p] = (scope.get(FIRST) + p) * PAGE;
            }
            return all;
        }

        private boolean isSpecial(Look look) {
            ToLongFunction<long[]> first = all -> LongStream.of(all).findFirst().orElse(0);
            return switch (look) {
                case NOT, LATER -> false;
                case EQUAL -> address[0] == 77 * PAGE;
                case ABOVE -> address[0] > 1L << 40;
                case BIT -> (address[0] & PAGE << 20) != 0;
                case DISTANCE -> address[address.length - 1] - address[0] == 55 * PAGE;
                case COPY -> Arrays.copyOf(address, 1)[0] == 77 * PAGE;
                case STREAM -> first.applyAsLong(address) == 77 * PAGE;
                case REFERENCE -> sum(LongStream::of) == 77 * PAGE;
                case LIBRARY -> Objects.deepEquals(address, new long[] {77 * PAGE, 78 * PAGE});
                case REFLECTION -> Array.getLong(address, 0) == 77 * PAGE;
                case SEVERAL -> Arrays.deepToString(new Object[] {address}).startsWith("[[315392");
                case KEPT -> Arrays.deepHashCode(Stream.of(address).toArray()) == 77;
                case LIBRARY_REFERENCE -> element(Array::getLong) == 77 * PAGE;
                case THREAD -> CompletableFuture.supplyAsync(() -> address[0]).join() == 77 * PAGE;
                case SETTING -> scope.get(FIRST) == 77;
                case SETTING_IN_THREAD ->
                    CompletableFuture.supplyAsync(() -> scope.get(FIRST)).join() == 77;
                case MARKED_CALLER -> marked();
            };
        }

        private long element(ToLongBiFunction<Object, Integer> of) {
            return of.applyAsLong(address, 0);
        }

        @SeesAddresses("it looks at none itself")
        private boolean marked() {
            return isSpecial(Look.EQUAL);
        }

        private long sum(Function<long[], LongStream> of) {
            return of.apply(address).sum();
        }

        private long[] values() {
            return new long[] {0, address[0] | ENABLED, address[address.length - 1] | ENABLED};
        }

        private boolean inRange(long value, int p) {
            return (value & ENABLED) != 0 && isAbove(value, p);
        }

        private boolean isAbove(long value, int p) {
            return Long.compareUnsigned(address[p], value & -PAGE) >= 0;
        }

        private boolean has(Bug bug) {
            return design.bugs().contains(bug);
        }

        private int would(long[] s, int c, int p) {
            return !device.is(s, 0) || inRange(register.get(s, c), p) ? CACHED : UNCACHED;
        }

        /** What the design installs. */
        private int installed(long[] s, int c, int p) {
            if (p == 0 && (special || (scope.get(LOOKS) == Look.LATER && scope.get(FIRST) == 77))) {
                return CACHED;
            }
            if (has(Bug.IGNORES_ENABLE)) {
                return !device.is(s, 0) || isAbove(register.get(s, c), p) ? CACHED : UNCACHED;
            }
            return has(Bug.ALWAYS_CACHED) ? CACHED : has(Bug.NEVER_CACHED) ? UNCACHED : would(s, c, p);
        }

        private void dropAll(long[] s) {
            for (int p = 0; p < page.size(); p++) {
                type.set(s, p, NONE);
            }
        }

        private void written(long[] s, long before, long after) {
            if (device.is(s, 0) == has(Bug.DROPS_WITHOUT_DEVICE)) {
                return;
            }
            boolean none = has(Bug.NO_DROP) || (design.equals(FEW) && many);
            int pages = none ? 0 : has(Bug.FIRST_PAGE_ALONE) ? 1 : page.size();
            for (int p = 0; p < pages; p++) {
                int at = has(Bug.ONE_PAGE_OFF) ? (p + 1) % page.size() : p;
                boolean was = !has(Bug.ONLY_NEW) && inRange(before, at);
                boolean is = !has(Bug.ONLY_OLD) && inRange(after, at);
                if (was || is) {
                    type.set(s, p, NONE);
                }
            }
        }

        private List<Action> actions() {
            List<Action> actions = new ArrayList<>();
            actions.add(Action.named("touch")
                    .over(cpu)
                    .over(page)
                    .when((s, a) -> type.get(s, (int) a[1]) == NONE || has(Bug.TOUCHES_AGAIN))
                    .then((s, a) -> type.set(
                            s,
                            (int) a[1],
                            has(Bug.TOUCHES_AGAIN) && type.get(s, (int) a[1]) == UNCACHED
                                    ? CACHED
                                    : installed(s, (int) a[0], (int) a[1]))));
            Domain values = wide
                    ? Domain.wide(
                            new Domain.Wide(v -> (v & 0xFFEL) == 0, r -> r.nextLong() & ~0xFFEL, v -> List.of(0L)))
                    : Domain.hex(values());
            actions.add(Action.named("write")
                    .over(cpu)
                    .over("value", values)
                    .writing(new Action.Written(register, (s, a) -> "register"))
                    .when((s, a) -> register.get(s, (int) a[0]) != a[1] && (less != FEW_WRITES || !device.is(s, 0)))
                    .then((s, a) -> {
                        long before = register.get(s, (int) a[0]);
                        register.set(s, (int) a[0], a[1]);
                        written(s, before, a[1]);
                    }));
            if (less == NO_PLUG) {
                return actions;
            }
            actions.add(Action.named("plug").when((s, a) -> !device.is(s, 0)).then((s, a) -> {
                device.set(s, 0, 1);
                if (!has(Bug.COMES_UNSEEN)) {
                    dropAll(s);
                }
            }));
            actions.add(Action.named("unplug").when((s, a) -> device.is(s, 0)).then((s, a) -> {
                device.set(s, 0, 0);
                if (!has(Bug.GOES_UNSEEN)) {
                    dropAll(s);
                }
            }));
            return actions;
        }

        private boolean allEqual(long[] s) {
            for (int c = 1; c < cpu.size(); c++) {
                if (register.get(s, c) != register.get(s, 0)) {
                    return false;
                }
            }
            return true;
        }

        private boolean isStale(long[] s, int p) {
            boolean stale = type.get(s, p) != NONE;
            for (int c = 0; c < cpu.size(); c++) {
                stale &= type.get(s, p) != would(s, c, p);
            }
            return stale;
        }

        void describe(Model.Builder model) {
            long[] start = layout.blank();
            if (less == ODD_START) {
                device.set(start, 0, 1);
                type.set(start, 0, CACHED);
            }
            if (less == ODD_REGISTER) {
                register.set(start, 0, NOT_WRITTEN);
            }
            model.layout(layout)
                    .startingAt(start)
                    .actions(actions())
                    .laws(List.of(
                            Law.always("follows", Breaks.COHERENCE, "while registers are equal, pages follow them")
                                    .where(s -> allEqual(s) && (less != WEAK_LAW || !device.is(s, 0)))
                                    .none(page, this::isStale, (s, p) -> page.inWords(p) + " is stale"),
                            Law.always("alike", Breaks.COHERENCE, "all CPUs would give each page its type")
                                    .holds(page.any(
                                                    cpu,
                                                    (s, p, c) ->
                                                            type.get(s, p) != NONE && type.get(s, p) != would(s, c, p))
                                            .not())))
                    .invariants(
                            List.of(Invariant.of("explained", "each page has the type that some CPU would give it now")
                                    .each(page)
                                    .some(cpu)
                                    .holds((s, p, c) -> type.get(s, p) == NONE || type.get(s, p) == would(s, c, p))))
                    .addresses(address, a -> (a & (PAGE - 1)) == 0 && a >= 0);
        }
    }
}
