package dev.stalemate.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.decide.Violations.Distinct;
import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.ClusterFiles;
import dev.stalemate.decide.cluster.ShuffledCluster;
import dev.stalemate.decide.cluster.SubjectText;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.symmetry.Symmetry;
import dev.stalemate.search.walk.ActionWeights;
import dev.stalemate.search.walk.RandomWalks;
import dev.stalemate.systems.Systems;
import dev.stalemate.toy.CachedTypes;
import dev.stalemate.toy.Mutex;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import dev.stalemate.trace.ViolationShape;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Walks on a cluster: the same findings whatever the number of workers, and the same as those of each walk taken alone. */
class CampaignTest {
    private static final Duration LONG = Duration.ofDays(1);
    /** Its walks violate a property in two ways. */
    private static final Question TWO = Question.of(toys().claims("T2").get(0));

    /** Its walks violate a property in several ways, some of them seldom. */
    private static final Question MANY = question("K10");

    private static Catalogue toys() {
        return Catalogue.of(List.of(new Mutex(), new CachedTypes()));
    }

    private static Question question(String claim) {
        return Question.of(Systems.catalogue().claims(claim).get(0));
    }

    private static Walking walking(long walks, int length) {
        return new Walking(7, walks, length, ActionWeights.EVEN, LONG);
    }

    private static CampaignRun run(Question question, Cluster cluster, Walking walking) {
        return new CampaignRun(
                question, cluster, question.equals(TWO) ? CampaignTest::toys : Systems::catalogue, walking);
    }

    @Test
    void theNumberOfWorkersChangesNothing() {
        Walking walking = walking(2_500, 20);
        List<List<String>> all = new ArrayList<>();
        for (int workers : new int[] {1, 2, 7}) {
            ShuffledCluster cluster = new ShuffledCluster(workers, workers);
            all.add(run(MANY, cluster, walking).says());
            assertThat(cluster.log().toString()).containsPattern("[1-9] twice");
        }
        assertThat(all.get(1)).isEqualTo(all.get(0));
        assertThat(all.get(2)).isEqualTo(all.get(0));
        assertThat(all.get(0)).hasSizeGreaterThan(6).anyMatch(line -> line.startsWith("violated, 2500 walks"));
    }

    /** What is compared above would be different if a shard were lost, told twice, or taken from elsewhere. */
    @Test
    void aShardThatIsNotTheRightOneIsSeen() {
        Walking walking = walking(2_500, 20);
        List<String> right = run(TWO, new ShuffledCluster(2, 1), walking).says();
        assertThat(run(TWO, new Careless(parts -> parts.set(2, parts.get(1))), walking)
                        .says())
                .isNotEqualTo(right);
        assertThat(run(TWO, new Careless(parts -> parts.remove(2)), walking).says())
                .isNotEqualTo(right);
    }

    /** A cluster that makes a mistake about the shards of the first round. */
    private static final class Careless implements Cluster {
        private final ShuffledCluster careful = new ShuffledCluster(7, 1);
        private final Consumer<List<Serializable>> mistake;
        private boolean made;

        Careless(Consumer<List<Serializable>> mistake) {
            this.mistake = mistake;
        }

        @Override
        public int processors() {
            return careful.processors();
        }

        @Override
        public int workers() {
            return careful.workers();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T extends Serializable, R extends Serializable> List<R> map(
                List<T> parts, Work<T, R> work, BooleanSupplier stopped) {
            List<Serializable> some = new ArrayList<>(parts);
            if (!made) {
                mistake.accept(some);
                made = true;
            }
            return careful.map((List<T>) some, work, stopped);
        }

        @Override
        public SearchResult search(
                SubjectText text,
                Subject subject,
                SearchOptions options,
                Symmetry symmetry,
                ClusterFiles files,
                Monitor monitor,
                long started) {
            return careful.search(text, subject, options, symmetry, files, monitor, started);
        }

        @Override
        public boolean hasCheckpoints(String directory) throws IOException {
            return careful.hasCheckpoints(directory);
        }

        @Override
        public void close() {}
    }

    /** Each walk is taken alone, and its kind is looked at without any shards. */
    @Test
    void theFindingsAreThoseOfEachWalkAlone() {
        Walking walking = walking(1_300, 15);
        CampaignRun run = run(MANY, new ShuffledCluster(3, 1), walking);
        Model model = MANY.model();
        Law law = MANY.law(model);
        RandomWalks walks = new RandomWalks(model, law, walking.seed(), walking.length());
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        long steps = 0;
        for (int walk = 0; walk < walking.walks(); walk++) {
            List<Step> taken = walks.again(walk);
            steps += taken.size();
            Trace trace = Trace.replay(model, taken);
            if (law.violatedBy(trace.end())) {
                String shape = ViolationShape.of(trace, law).toString();
                counts.merge(shape, 1, Integer::sum);
                expected.putIfAbsent(shape, walk + ": " + shape);
            }
        }
        assertThat(run.violations().distinct())
                .filteredOn(d -> d.walks() > 0)
                .extracting(d -> d.first() + ": " + d.shape())
                .containsExactlyElementsOf(expected.values());
        assertThat(run.violations().distinct()).filteredOn(d -> d.walks() > 0).allSatisfy(d -> assertThat(d.walks())
                .isEqualTo((long) counts.getOrDefault(d.shape().toString(), 0)));
        assertThat(run.decision.effort().transitions()).isEqualTo(steps);
        assertThat(expected).hasSizeGreaterThan(3);
    }

    private static Shrinker keeping(Decision decision, ViolationShape shape) {
        Law law = decision.law();
        return new Shrinker(
                decision.model(), law, trace -> ViolationShape.of(trace, law).equals(shape));
    }

    @Test
    void eachRunIsSmallAndOfItsOwnShape() {
        CampaignRun run = run(MANY, new ShuffledCluster(2, 1), walking(2_100, 20));
        Law law = run.decision.law();
        for (Distinct each : run.violations().distinct()) {
            assertThat(ViolationShape.of(each.trace(), law)).isEqualTo(each.shape());
            for (Step step : each.trace().steps()) {
                List<Step> rest = new ArrayList<>(each.trace().steps());
                rest.remove(step);
                assertThatThrownBy(() -> keeping(run.decision, each.shape()).shrink(rest))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(run.violations().distinct()).extracting(Distinct::shape).doesNotHaveDuplicates();
        assertThat(run.violations().othersThan(run.decision.trace()))
                .hasSize(run.violations().distinct().size() - 1);
    }

    private static Decision inThisProcess(Question question, Walking walking) {
        return Objects.requireNonNull(
                new RandomSearch(walking, false, new LocalWalks(walking, true, 1, Listener.SILENT), Listener.SILENT)
                        .decide(List.of(question))
                        .get(question));
    }

    private static String steps(Decision decision) {
        return Objects.requireNonNull(decision.trace()).steps().toString();
    }

    private static Coverage coverage(Decision decision) {
        return Objects.requireNonNull(decision.coverage());
    }

    @Test
    void theFirstViolationIsThatOfTheWalksInThisProcess() {
        for (Question question : List.of(TWO, question("K1"), question("K17c"))) {
            Walking walking = walking(2_100, 20);
            Decision local = inThisProcess(question, walking);
            CampaignRun run = run(question, new ShuffledCluster(2, 1), walking);
            assertThat(local.found()).isEqualTo(Verdict.VIOLATED);
            assertThat(steps(run.decision)).isEqualTo(steps(local));
            assertThat(run.decision.note())
                    .startsWith(local.note().substring(0, local.note().indexOf(" (")) + " of 2,100 (");
        }
    }

    @Test
    void whereNothingIsFoundTheCountsAreThoseOfTheWalksInThisProcess() {
        Question question = question("K11");
        Walking walking = walking(1_200, 20);
        Decision local = inThisProcess(question, walking);
        Decision campaign = run(question, new ShuffledCluster(2, 1), walking).decision;
        assertThat(coverage(campaign).fired()).isEqualTo(coverage(local).fired());
        assertThat(coverage(campaign).premiseHeld()).isEqualTo(coverage(local).premiseHeld());
        assertThat(coverage(campaign).states()).isEqualTo(coverage(local).states());
        assertThat(campaign.effort().states()).isEqualTo(1_200);
        assertThat(campaign.clean()).isTrue();
    }

    /** It has taken all walks up to some number, and found what a campaign of so many walks finds. */
    @Test
    void theTimeEndsItBetweenShards() {
        AtomicLong now = new AtomicLong();
        LongSupplier clock = () -> now.addAndGet(Duration.ofSeconds(1).toNanos());
        Walking walking = new Walking(7, 100_000, 20, ActionWeights.EVEN, Duration.ofSeconds(5));
        CampaignRun late =
                new CampaignRun(TWO, new ShuffledCluster(2, 1), CampaignTest::toys, walking, clock, Listener.SILENT);
        long taken = late.decision.effort().states();
        assertThat(taken).isBetween(2_000L, 20_000L);
        assertThat(late.decision.note()).contains("stopped by the bound on time");
        assertThat(late.says())
                .isEqualTo(
                        run(TWO, new ShuffledCluster(1, 2), walking(taken, 20)).says());
    }

    @Test
    void anInterruptEndsItAfterARoundAndNothingOfThatIsLost() {
        AtomicInteger looks = new AtomicInteger();
        Listener listener = Listener.of(new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                return looks.incrementAndGet() > 5; // before the question, and twice for each round
            }
        });
        CampaignRun run = new CampaignRun(
                TWO, new ShuffledCluster(2, 1), CampaignTest::toys, walking(50_000, 20), () -> 0, listener);
        assertThat(run.decision.note()).startsWith("interrupted: found in walk ");
        assertThat(run.decision.effort().states()).isEqualTo(2_000 + 4_000);
        assertThat(run.decision.trace()).isNotNull();
        assertThat(run.violations().distinct()).hasSize(1);
        assertThat(run.violations().walks())
                .isEqualTo(run.violations().moreWalks()
                        + run.violations().distinct().get(0).walks());
    }

    /** No entry of the toy is to blame: its violations are told apart by the action that they came with. */
    @Test
    void aSystemWithoutEntriesHasOneKind() {
        Question broken = Question.of(new Mutex().claims().get(1));
        CampaignRun run = new CampaignRun(
                broken, new ShuffledCluster(2, 1), CampaignTest::toys, walking(2_000, 30), () -> 0, Listener.SILENT);
        assertThat(run.violations().distinct())
                .extracting(d -> d.shape().toString())
                .containsExactly("with enter");
        assertThat(run.decision.figures()).containsEntry("most inside", 2L);
    }

    @Test
    void whatAWorkerCannotBuildIsSaid() {
        assertThatThrownBy(() -> new CampaignRun(
                        MANY, new ShuffledCluster(1, 1), CampaignTest::toys, walking(100, 5), () -> 0, Listener.SILENT))
                .hasMessageContaining("no system 'kvm'");
    }

    @Test
    void weightsThatLeaveNothingAreRefusedBeforeAnythingIsSent() {
        ShuffledCluster cluster = new ShuffledCluster(1, 1);
        Map<String, Double> none = new LinkedHashMap<>();
        TWO.model().actions().forEach(action -> none.put(action.name(), 0.0));
        Walking walking = new Walking(7, 100, 5, new ActionWeights(none, false), LONG);
        assertThatThrownBy(() -> run(TWO, cluster, walking)).isInstanceOf(QuestionException.class);
        assertThat(cluster.log()).isEmpty();
    }
}
