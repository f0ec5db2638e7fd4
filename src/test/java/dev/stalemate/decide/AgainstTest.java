package dev.stalemate.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.Change.Kind;
import dev.stalemate.decide.Change.Side;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.search.Limits;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Mutex.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a comparison of two designs says, for each thing that a change can do. */
class AgainstTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Mutex mutex = new Mutex();
    private final Exhaustive search = new Exhaustive(SearchOptions.standard(), Listener.SILENT);
    private final List<String> asked = new ArrayList<>();
    private final long[] now = {0};

    /** A search that keeps record, and takes ten seconds. */
    private List<Decision> recorded(List<Question> questions, Duration most) {
        asked.add(questions.get(0).design().name());
        now[0] += Duration.ofSeconds(10).toNanos();
        return search.decide(questions, DAY);
    }

    private Against against(SpaceSearch... searches) {
        return new Against(List.of(searches), () -> false, () -> now[0]);
    }

    private Changes changes(Design design, Design base) {
        return against(search).of(Points.everywhere(mutex, base, design, null, Listener.SILENT), DAY);
    }

    private static Map<String, Kind> kinds(Changes changes) {
        Map<String, Kind> kinds = new TreeMap<>();
        changes.all().forEach(change -> kinds.put(change.point().law(), change.kind()));
        return kinds;
    }

    @Test
    void nothingChangesOfADesignAgainstItself() {
        for (Design design : List.of(Way.RIGHT, Way.BROKEN, Way.IDLE, Way.IMPATIENT)) {
            assertThat(changes(design, design).all())
                    .isNotEmpty()
                    .extracting(Change::kind)
                    .isSubsetOf(Kind.STILL_HOLDS, Kind.STILL_BROKEN, Kind.VACUOUS);
        }
    }

    @Test
    void whatAMutantBreaksIsNewlyBrokenAndNothingElse() {
        assertThat(kinds(changes(Way.BROKEN, Way.RIGHT)))
                .containsOnly(
                        Map.entry("crowded", Kind.VACUOUS),
                        Map.entry("exclusive", Kind.NEWLY_BROKEN),
                        Map.entry("nobody-wants", Kind.STILL_BROKEN),
                        Map.entry("somebody-enters", Kind.STILL_HOLDS));
    }

    @Test
    void theOtherWayAroundItIsFixed() {
        Changes changes = changes(Way.RIGHT, Way.BROKEN);
        assertThat(kinds(changes)).containsEntry("exclusive", Kind.FIXED).doesNotContainValue(Kind.NEWLY_BROKEN);
        assertThat(changes.of(Kind.FIXED)).singleElement().satisfies(change -> {
            assertThat(change.base().steps()).isEqualTo(4);
            assertThat(change.design().steps()).isNegative();
            assertThat(change.point().claims()).extracting(Claim::id).containsExactly("M1b", "M3");
        });
    }

    @Test
    void whatADesignNoLongerTestsIsNeitherFixedNorAsBefore() {
        assertThat(kinds(changes(Way.IDLE, Way.RIGHT))).containsEntry("exclusive", Kind.UNTESTED);
        assertThat(kinds(changes(Way.IDLE, Way.BROKEN))).containsEntry("exclusive", Kind.UNTESTED);
        assertThat(kinds(changes(Way.BROKEN, Way.IDLE))).containsEntry("exclusive", Kind.NEWLY_BROKEN);
        assertThat(kinds(changes(Way.RIGHT, Way.IDLE))).containsEntry("exclusive", Kind.VACUOUS);
    }

    @Test
    void whatIsBrokenAtALargerScopeAloneIsFoundThere() {
        Points points = Points.at(mutex, Way.RIGHT, Way.IMPATIENT, mutex.scope("processes=3"), Listener.SILENT);
        assertThat(kinds(against(search).of(points, DAY))).containsEntry("exclusive", Kind.NEWLY_BROKEN);
        assertThat(kinds(changes(Way.IMPATIENT, Way.RIGHT))).containsEntry("exclusive", Kind.STILL_HOLDS);
    }

    /** A system in which one of the designs can't have any scope. */
    private static final class Choosy extends Mutex {
        @Override
        public Model model(Design design, Scope scope) {
            if (design.equals(Way.BROKEN)) {
                throw new IllegalArgumentException("processes can't be 2 without a lock");
            }
            return super.model(design, scope);
        }
    }

    @Test
    void aScopeThatOneDesignCanNotHaveIsNotAskedAndSaysWhy() {
        Changes changes =
                against(search).of(Points.everywhere(new Choosy(), Way.RIGHT, Way.BROKEN, null, Listener.SILENT), DAY);
        assertThat(changes.all()).hasSize(4).allSatisfy(change -> {
            assertThat(change.kind()).isEqualTo(Kind.NOT_ASKED);
            assertThat(change.point().baseCannot()).isEmpty();
            assertThat(change.design().why()).isEqualTo("processes can't be 2 without a lock");
        });
    }

    @Test
    void aDesignThatFailsAsItsModelIsMadeIsTheOneThatIsNamed() {
        for (boolean baseFails : List.of(true, false)) {
            List<String> failures = new ArrayList<>();
            Listener listener = new Listener() {
                @Override
                public void progress(Snapshot snapshot) {}

                @Override
                public boolean stopped() {
                    return false;
                }

                @Override
                public void failed(DesignException why) {
                    failures.add(why.says());
                }
            };
            Points points = Points.everywhere(
                    mutex, baseFails ? Way.FAULTY : Way.RIGHT, baseFails ? Way.RIGHT : Way.FAULTY, null, listener);
            assertThat(failures).singleElement().asString().startsWith("mutex/faulty failed at scope ");
            assertThat(against(search).of(points, DAY).all()).isNotEmpty().allSatisfy(change -> {
                assertThat(change.base().why())
                        .isEqualTo(baseFails ? Exhaustive.FAILED : "the other design can't be asked");
                assertThat(change.design().why())
                        .isEqualTo(baseFails ? "the other design can't be asked" : Exhaustive.FAILED);
            });
        }
    }

    @Test
    void aSearchThatFailsEndsItAndTheRestSaysSo() {
        SpaceSearch failing = (questions, most) -> questions.stream()
                .map(q -> q.design().equals(Way.BROKEN)
                        ? q.undecided(q.model(), Exhaustive.FAILED)
                        : search.decide(List.of(q), most).get(0))
                .toList();
        Changes changes =
                against(failing).of(Points.everywhere(mutex, Way.RIGHT, Way.BROKEN, null, Listener.SILENT), DAY);
        assertThat(changes.all()).allSatisfy(change -> assertThat(change.kind()).isEqualTo(Kind.UNDECIDED));
        assertThat(changes.all())
                .extracting(change -> change.design().decision() == null
                        ? change.design().why()
                        : change.design().decision().note())
                .containsOnly(Exhaustive.FAILED, "one failure is enough");
    }

    @Test
    void whatThereIsNoTimeForIsUndecided() {
        Changes changes = against(this::recorded)
                .of(Points.everywhere(mutex, Way.RIGHT, Way.BROKEN, null, Listener.SILENT), Duration.ofSeconds(5));
        assertThat(asked).containsExactly("right");
        assertThat(changes.all()).allSatisfy(change -> assertThat(change.kind()).isEqualTo(Kind.UNDECIDED));
        assertThat(changes.about("crowded").all())
                .singleElement()
                .extracting(Change::design)
                .isEqualTo(Side.none("time ran out"));
    }

    @Test
    void nothingIsAskedAfterTheUserHasEndedIt() {
        Changes changes = new Against(List.<SpaceSearch>of(this::recorded), () -> true, () -> 0)
                .of(Points.everywhere(mutex, Way.RIGHT, Way.BROKEN, null, Listener.SILENT), DAY);
        assertThat(asked).isEmpty();
        assertThat(changes.all()).extracting(Change::base).containsOnly(Side.none("interrupted"));
    }

    @Test
    void theBaseIsAskedOnceHoweverManyDesignsAreComparedWithIt() {
        Against against = against(this::recorded);
        for (Design design : List.of(Way.BROKEN, Way.IDLE, Way.BROKEN)) {
            Changes changes = against.of(Points.everywhere(mutex, Way.RIGHT, design, null, Listener.SILENT), DAY);
            assertThat(kinds(changes)).isEqualTo(kinds(changes(design, Way.RIGHT)));
        }
        assertThat(asked)
                .startsWith("right", "right", "broken", "broken")
                .filteredOn("right"::equals)
                .hasSize(2);
    }

    @Test
    void whatABoundLeavesOpenIsAskedAgainWithoutItAndClaimsComeFirst() {
        Exhaustive one =
                new Exhaustive(SearchOptions.standard().withLimits(Limits.none().withStates(1)), Listener.SILENT);
        Points points = Points.everywhere(mutex, Way.RIGHT, Way.BROKEN, null, Listener.SILENT);
        Map<String, Kind> kinds = kinds(against(one, this::recorded).of(points, Duration.ofSeconds(30)));
        assertThat(asked).containsExactly("right", "broken", "right");
        assertThat(kinds).containsEntry("exclusive", Kind.NEWLY_BROKEN).containsEntry("crowded", Kind.UNDECIDED);
        assertThat(kinds(against(one, search).of(points, DAY))).containsEntry("crowded", Kind.VACUOUS);
        assertThat(kinds(against(one).of(points, DAY))).containsEntry("exclusive", Kind.UNDECIDED);
    }

    @Test
    void aScopeOfTheUsersIsAskedToo() {
        Changes changes = against(search)
                .of(
                        Points.everywhere(mutex, Way.RIGHT, Way.IMPATIENT, mutex.scope("processes=3"), Listener.SILENT),
                        DAY);
        assertThat(changes.about("exclusive").all())
                .extracting(change -> change.point().scope() + " " + change.kind())
                .containsExactly("processes=3 newly broken", " still holds");
    }

    @Test
    void anAnswerOfAnEarlierStateStaysWhereThereIsNoneNow() {
        Changes broken = changes(Way.BROKEN, Way.RIGHT);
        Changes none = new Against(List.of(search), () -> true, () -> 0).of(broken.points(), DAY);
        assertThat(kinds(none)).containsEntry("exclusive", Kind.UNDECIDED);
        assertThat(none.orElse(broken).all()).isEqualTo(broken.all());
        assertThat(broken.orElse(none).all()).isEqualTo(broken.all());
        assertThat(kinds(changes(Way.RIGHT, Way.RIGHT).since(none.orElse(broken))))
                .containsEntry("exclusive", Kind.FIXED);
    }

    @Test
    void whatIsDifferentSinceAnEarlierStateIsSaid() {
        Changes broken = changes(Way.BROKEN, Way.RIGHT);
        Changes repaired = changes(Way.RIGHT, Way.RIGHT);
        assertThat(kinds(repaired.since(broken))).containsEntry("exclusive", Kind.FIXED);
        assertThat(kinds(broken.since(repaired))).containsEntry("exclusive", Kind.NEWLY_BROKEN);
        Map<Kind, Integer> same = new EnumMap<>(Kind.class);
        broken.since(broken).all().forEach(change -> same.merge(change.kind(), 1, Integer::sum));
        assertThat(same).containsOnlyKeys(Kind.STILL_BROKEN, Kind.STILL_HOLDS, Kind.VACUOUS);
    }
}
