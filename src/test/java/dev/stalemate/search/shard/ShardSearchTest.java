package dev.stalemate.search.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Precision;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.symmetry.Symmetry;
import dev.stalemate.systems.Systems;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A search in parts gives what a search on one machine does: states, transitions, depth, verdicts, premises, figures, and the runs. */
class ShardSearchTest {
    private static final Catalogue SYSTEMS = Systems.catalogue();
    private static final int SOME = 2_500;
    private static final List<Integer> PARTS = List.of(1, 2, 7);

    /** Of each system a claim: in turn its first one, and one from the middle. */
    static List<String> someClaims() {
        List<String> ids = new ArrayList<>();
        for (ModelSystem system : SYSTEMS.all()) {
            int at = ids.size() % 2 == 0 ? 0 : system.claims().size() / 2;
            ids.add(system.claims().get(at).id());
        }
        return ids;
    }

    static SearchOptions options(int states) {
        return SearchOptions.plain().withLimits(Limits.none().withStates(states));
    }

    /** Of a claim with all properties that are not of progress, or with its own alone. */
    static Supplier<Subject> subject(String id, boolean allLaws) {
        Claim claim = SYSTEMS.claim(id);
        return () -> {
            Model model = claim.system().build(claim.design(), claim.scope(), claim.law());
            List<Law> laws = (allLaws ? model.laws() : List.of(model.law(claim.law())))
                    .stream().filter(law -> !law.kind().isProgress()).toList();
            return new Subject(model, laws);
        };
    }

    @ParameterizedTest
    @MethodSource("someClaims")
    void aSearchInPartsIsASearchOnOneMachine(String id) {
        Supplier<Subject> subjects = subject(id, id.hashCode() % 3 == 0);
        if (subjects.get().model().isFinite()) {
            compare(subjects, options(SOME), s -> Symmetry.none(s.model()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"K2", "K3", "K17", "X1", "D9", "H1"})
    void soItIsWithSymmetry(String id) {
        compare(subject(id, false), options(SOME), s -> Symmetry.of(s.model(), s.laws()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"H3", "A1", "X5c"})
    void soItIsHoweverStatesAreRemembered(String id) {
        for (Precision precision : Precision.values()) {
            compare(subject(id, false), options(SOME).withPrecision(precision), s -> Symmetry.none(s.model()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8_191, 8_192, 8_193, 16_000, 20_000})
    void aBoundOnStatesEndsItInTheSameBlock(int states) {
        compare(subject("K2", false), options(states), s -> Symmetry.none(s.model()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    void aBoundOnDepthEndsItOnTheSameLevel(int depth) {
        SearchOptions options = SearchOptions.plain().withLimits(Limits.none().withDepth(depth));
        compare(subject("K2", false), options, s -> Symmetry.none(s.model()));
    }

    /** A state like any other decides a property, be it anywhere in a level, a block or a part. */
    @Test
    void aStateAnywhereDecides() {
        long[] salt = {0};
        Supplier<Subject> subjects = () -> {
            Model model = subject("K2", false).get().model();
            int words = model.layout().words();
            Law[] laws = {
                Law.always("seldom", Breaks.SPEED, "").holds(s -> !isOneIn(6_000, s, words, salt[0])),
                Law.sometimes("more-seldom", Breaks.SPEED, "")
                        .where(s -> s[0] % 3 != 0)
                        .holds(s -> isOneIn(12_000, s, words, ~salt[0])),
                Law.always("perhaps", Breaks.SPEED, "")
                        .where(s -> s[0] % 5 != 0)
                        .holds(s -> true)
            };
            return new Subject(model, List.of(laws).subList(0, salt[0] % 4 == 0 ? 3 : 2));
        };
        for (salt[0] = 0; salt[0] < 12; salt[0]++) {
            compare(subjects, options(18_000), s -> Symmetry.none(s.model()));
        }
    }

    private static boolean isOneIn(long many, long[] state, int words, long salt) {
        return Math.floorMod((Fingerprints.of(state, 0, words) * (2 * salt + 1)) >> 20, many) == 0;
    }

    @Test
    void aModelMayHaveMoreStepsThanAByteNumbers() {
        ModelSystem kvm = SYSTEMS.system("kvm");
        Supplier<Subject> subjects = () -> {
            Model model =
                    kvm.build(kvm.design("cd0-zaps-all"), kvm.scope("bench,vcpus=8,frames=11"), "no-stale-quiescent");
            return new Subject(model, model.laws().subList(0, 1));
        };
        assertThat(subjects.get().model().steps()).hasSizeGreaterThan(256);
        compare(subjects, options(SOME), s -> Symmetry.none(s.model()));
    }

    @Test
    void withoutPropertiesItCountsTheSpace() {
        Supplier<Subject> subjects =
                () -> new Subject(subject("K2", false).get().model(), List.of());
        compare(subjects, options(SOME), s -> Symmetry.none(s.model()));
    }

    private static void compare(
            Supplier<Subject> subjects, SearchOptions options, Function<Subject, Symmetry> symmetry) {
        Subject own = subjects.get();
        SearchResult here = symmetry.apply(own).used().isEmpty()
                ? new BreadthFirst(subjects, options, Monitor.SILENT).run()
                : new BreadthFirst(subjects, options.withSymmetry(true).withSymmetryFrom(0), Monitor.SILENT).run();
        List<Shard> kits = HereFabric.kits(subjects, options.precision(), symmetry);
        for (int parts : PARTS) {
            SearchResult there = search(new HereFabric(parts, kits), kits, options);
            assertThat(text(there)).as("in %s parts", parts).isEqualTo(text(here));
        }
    }

    static List<Shard> plainKits(Supplier<Subject> subjects) {
        return HereFabric.kits(subjects, Precision.BITS_64, s -> Symmetry.none(s.model()));
    }

    static SearchResult search(Fabric fabric, List<Shard> kits, SearchOptions options) {
        return begun(fabric, kits, options, Monitor.SILENT).run();
    }

    static ShardSearch begun(Fabric fabric, List<Shard> kits, SearchOptions options, Monitor monitor) {
        Shard own = kits.get(0);
        return new ShardSearch(own.subject(), options, own.symmetry(), fabric, monitor, System.nanoTime());
    }

    static String text(SearchResult r) {
        StringBuilder text = new StringBuilder();
        r.outcomes()
                .forEach(o -> text.append(
                        o.law().name() + " " + o.verdict() + " " + o.premiseHeld() + " " + o.steps() + "\n"));
        return text + r.end().toString() + "\n" + r.states() + " " + r.transitions() + " " + r.depth() + " " + r.level()
                + " " + r.collisions() + "\n" + r.symmetry() + "\n" + r.fired() + "\n" + r.figures();
    }

    /** Loses or changes every seventh block of a kind. */
    @ParameterizedTest
    @ValueSource(strings = {"rows lost", "keys lost", "counts lost", "rows twice", "keys elsewhere"})
    void theComparisonSeesWhatGoesWrongOnTheWay(String fault) {
        Supplier<Subject> subjects = subject("K2", false);
        SearchOptions options = options(30_000);
        byte kind = fault.startsWith("rows")
                ? ShardBlock.ROWS
                : fault.startsWith("keys") ? ShardBlock.KEYS : ShardBlock.COUNTS;
        int[] passed = {0};
        Function<Parcel, @Nullable Parcel> wrong = parcel -> {
            if (!ShardBlock.is(kind, parcel.block()) || ++passed[0] % 7 != 0) {
                return parcel;
            }
            return fault.endsWith("lost") ? null : new Parcel((parcel.part() + 1) % 2, parcel.block());
        };
        List<Shard> kits = plainKits(subjects);
        HereFabric fabric = new HereFabric(2, kits).withFault(wrong);
        SearchResult here = new BreadthFirst(subjects, options, Monitor.SILENT).run();
        assertThat(text(search(fabric, kits, options))).isNotEqualTo(text(here));
    }

    /** Whatever else ends it in the middle, it has not seen all. */
    @Test
    void aSearchThatIsCancelledIsInterrupted() {
        List<Shard> kits = plainKits(subject("K2", false));
        int[] left = {40};
        HereFabric fabric = new HereFabric(2, kits).withFault(parcel -> {
            if (left[0]-- == 0) {
                throw new CancellationException();
            }
            return parcel;
        });
        SearchResult result = search(fabric, kits, options(30_000));
        assertThat(result.end()).isEqualTo(End.INTERRUPTED);
        assertThat(result.outcomes().get(0).verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void itSaysHowFarItIsAndEndsInTime() {
        List<Shard> kits = plainKits(subject("D9", false));
        Map<Integer, Monitor.Snapshot> expanding = new HashMap<>();
        Monitor monitor = new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {
                if (snapshot.frontier() > 0) {
                    expanding.put(snapshot.depth(), snapshot);
                }
            }

            @Override
            public boolean stopped() {
                return false;
            }
        };
        SearchResult result =
                begun(new HereFabric(2, kits), kits, options(40_000), monitor).run();
        long seen = 0;
        for (int depth = 0; depth < result.depth(); depth++) {
            SearchOptions less = SearchOptions.plain().withLimits(Limits.none().withDepth(depth));
            SearchResult before = search(new HereFabric(2, kits), kits, less);
            Monitor.Snapshot at = Objects.requireNonNull(expanding.get(depth));
            assertThat(at.states()).isEqualTo(before.states());
            assertThat(at.transitions()).isEqualTo(before.transitions());
            assertThat(at.frontier()).isEqualTo(Math.round((before.states() - seen) * (1 - HereFabric.SHARE)));
            assertThat(at.workers()).isEqualTo(HereFabric.WORKERS);
            seen = before.states();
        }
        SearchOptions atOnce = SearchOptions.plain().withLimits(Limits.none().withTime(Duration.ZERO));
        assertThat(search(new HereFabric(2, kits), kits, atOnce).end()).isEqualTo(End.TIME);
    }

    /** What a search on one machine would not have found is not among what it told apart, either. */
    @Test
    void fingerprintsAfterTheEndDoNotCount() {
        List<Shard> kits = plainKits(subject("X5c", false));
        HereFabric here = new HereFabric(2, kits);
        List<Object> ends = new ArrayList<>();
        Fabric watched = (Fabric) Proxy.newProxyInstance(
                Fabric.class.getClassLoader(), new Class<?>[] {Fabric.class}, (proxy, method, args) -> {
                    if (method.getName().equals("closest")) {
                        ends.add(args[0]);
                    }
                    return method.invoke(here, args);
                });
        search(watched, kits, options(SOME));
        assertThat(ends).isNotEmpty().doesNotContain(Long.MAX_VALUE);
    }
}
