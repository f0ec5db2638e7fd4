package dev.stalemate.toy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Design;
import dev.stalemate.model.Designs;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proofs;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SeesAddresses;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** CPUs that touch pages. Each design but one is odd in one way, for each of which a proof has one check. */
public final class Oddities extends SystemPage<Oddities.Way> {
    private static final int NONE = 0;
    private static final int RIGHT = 1;
    private static final int WRONG = 2;
    private static final int FEW = 2;
    private static final String HERE = "at=0x1000+0x2000";
    private static final long THERE = 0x7000;
    private static final String ELSEWHERE = "at=0x7000+0x9000";
    private static final long FAR = 1L << 40;

    /** What is odd. */
    public enum Odd {
        /** Nothing. */
        NOTHING,
        /** Three pages: the touch of a wrong one throws an exception. */
        THROWS_WITH_MORE,
        /** Three pages: the law says something of a page that is right. */
        LAW_WITH_MORE,
        /** The law forbids what a page without its owner looks like, and with three CPUs the third owner instead. */
        LAW_OF_AN_OWNER,
        /** Two pages: one thing more is taken for granted than with three. */
        MORE_IS_KNOWN,
        /** Touching a page makes all others wrong. */
        OTHERS_BECOME_WRONG,
        /** Only a page that was touched can be touched. */
        NEVER_FIRST,
        /** In another place a touched page becomes wrong. */
        DOES_ELSEWHERE,
        /** In another place a page is right at first. */
        STARTS_ELSEWHERE,
        /** In another place the law says something else. */
        LAW_ELSEWHERE,
        /** In another place the invariant says something else. */
        INVARIANT_ELSEWHERE,
        /** In another place there is one action less. */
        LESS_ELSEWHERE,
        /** Far away a page is wrong at first. */
        WRONG_FAR_AWAY;

        /** The name of the design and of its claim. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A design. */
    public record Way(String name, Odd odd) implements Design {
        @Override
        public String says() {
            return "is odd in one way";
        }
    }

    private static final Designs<Way> ALL = new Designs<>(Way.class);
    private static final Settings SETTINGS = new Settings();
    private static final Setting<Integer> CPUS = SETTINGS.number("cpus", 1, 5, 2, "CPUs");
    private static final Setting<Integer> PAGES = SETTINGS.number("pages", 1, 5, 2, "pages, if they are nowhere");
    private static final Setting<Integer> BOTH = SETTINGS.number("both", 0, 5, 0, "CPUs and pages more");
    private static final Setting<ImmutableList<Long>> AT =
            SETTINGS.parsed("at", "nowhere", "where pages are, such as 0x1000+0x2000", Oddities::addresses);

    static {
        for (Odd odd : Odd.values()) {
            ALL.add(new Way(odd.text(), odd));
        }
    }

    /** The system. */
    public Oddities() {
        super("oddities", "CPUs that touch pages", ALL, SETTINGS);
    }

    private static ImmutableList<Long> addresses(String text) {
        return text.equals("nowhere")
                ? ImmutableList.of()
                : Splitter.on('+').splitToStream(text).map(Long::decode).collect(ImmutableList.toImmutableList());
    }

    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        List.of(BOTH, CPUS, PAGES).forEach(setting -> Growth.byOne(growths, setting, scope.get(setting)));
        return growths;
    }

    @Override
    protected void claim(Claims claims) {
        ALL.all().forEach(way -> claims.of(way.name(), way, "fine").holds("No page is wrong."));
    }

    @Override
    protected void prove(Proofs proved) {
        claims().forEach(claim -> proved.of(claim.id())
                .at(HERE)
                .elsewhere(ELSEWHERE)
                .any("cpu", "page")
                .by("right")
                .says("every page and every number of CPUs"));
    }

    @Override
    protected void describe(Way design, Scope scope, Model.Builder model) {
        new Machine(design.odd(), scope).describe(model);
    }

    private static final class Machine {
        private final Odd odd;
        private final long[] address;
        private final boolean there;
        private final boolean far;
        private final Index cpu;
        private final Index page;
        private final Layout layout;
        private final IntField type;
        private final IntField owner;
        private final IntField seen;
        private final IntField broken;

        Machine(Odd odd, Scope scope) {
            this.odd = odd;
            address = addresses(scope);
            there = isThere(address);
            far = isFar(address);
            cpu = Index.of("cpu", scope.get(CPUS) + scope.get(BOTH));
            page = Index.of("page", address.length > 0 ? address.length : scope.get(PAGES) + scope.get(BOTH));
            Layout.Builder builder = new Layout.Builder();
            type = builder.number("type", 3, List.of("none", "right", "wrong")::get, page);
            owner = builder.number("owner", cpu.size() + 1, String::valueOf, page);
            seen = builder.flag("seen", cpu);
            broken = builder.flag("broken");
            layout = builder.reference(owner, cpu, 1).kept(type).build();
        }

        @SeesAddresses("it makes the array")
        private static long[] addresses(Scope scope) {
            return scope.get(AT).stream().mapToLong(Long::longValue).toArray();
        }

        @SeesAddresses("it is a bug")
        private static boolean isThere(long[] address) {
            return address.length > 0 && address[0] == THERE;
        }

        @SeesAddresses("it is a bug")
        private static boolean isFar(long[] address) {
            return address.length > 0 && address[0] >= FAR;
        }

        private boolean isThere(Odd what) {
            return odd == what && there;
        }

        private boolean canTouch(long[] s, int p) {
            return odd != Odd.NEVER_FIRST || type.get(s, p) != NONE;
        }

        private void touch(long[] s, int c, int p) {
            if (odd == Odd.THROWS_WITH_MORE && page.size() > FEW && type.get(s, p) == WRONG) {
                throw new IllegalStateException("the page is wrong");
            }
            for (int q = 0; odd == Odd.OTHERS_BECOME_WRONG && q < page.size(); q++) {
                if (q != p) {
                    type.set(s, q, WRONG);
                }
            }
            type.set(s, p, isThere(Odd.DOES_ELSEWHERE) ? WRONG : RIGHT);
            owner.set(s, p, c + 1);
            seen.set(s, c, 1);
            broken.set(s, 0, 0);
        }

        private boolean isWrong(long[] s, int p) {
            if (odd == Odd.LAW_OF_AN_OWNER) {
                return cpu.size() > FEW ? owner.get(s, p) == FEW + 1 : owner.get(s, p) == 0;
            }
            boolean more = odd == Odd.LAW_WITH_MORE && page.size() > FEW;
            return type.get(s, p) == WRONG || ((more || isThere(Odd.LAW_ELSEWHERE)) && type.get(s, p) == RIGHT);
        }

        private Invariant right() {
            Invariant.Draft draft = Invariant.of("right", "no page is wrong, and nothing is broken");
            return odd == Odd.MORE_IS_KNOWN
                    ? draft.each(Index.of("known", page.size() > FEW ? 1 : FEW)).holds((s, k) -> !broken.is(s, 0))
                    : draft.each(page)
                            .holds((s, p) -> type.get(s, p) != WRONG
                                    && !(isThere(Odd.INVARIANT_ELSEWHERE) && type.get(s, p) == RIGHT));
        }

        void describe(Model.Builder model) {
            List<Action> actions = new ArrayList<>();
            actions.add(Action.named("touch")
                    .over(cpu)
                    .over(page)
                    .when((s, a) -> canTouch(s, (int) a[1]))
                    .then((s, a) -> touch(s, (int) a[0], (int) a[1])));
            if (!isThere(Odd.LESS_ELSEWHERE)) {
                actions.add(Action.named("drop")
                        .over(page)
                        .when((s, a) -> true)
                        .then((s, a) -> type.set(s, (int) a[0], NONE)));
            }
            long[] start = layout.blank();
            if (isThere(Odd.STARTS_ELSEWHERE)) {
                type.set(start, 0, RIGHT);
            }
            if (odd == Odd.WRONG_FAR_AWAY && far) {
                type.set(start, 0, WRONG);
            }
            model.layout(layout)
                    .startingAt(start)
                    .actions(actions)
                    .laws(List.of(Law.always("fine", Breaks.COHERENCE, "no page is wrong")
                            .none(page, this::isWrong, (s, p) -> page.inWords(p) + " is wrong")))
                    .invariants(List.of(right()));
            if (address.length > 0) {
                model.addresses(address, a -> (a & 0xFFF) == 0 && a >= 0);
            }
        }
    }
}
