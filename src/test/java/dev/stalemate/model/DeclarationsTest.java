package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action.Touching;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A declaration that leaves something out is found. */
class DeclarationsTest {
    private static final Index CELL = Index.of("cell", 2);

    private final Layout.Builder builder = new Layout.Builder();
    private final IntField pc = builder.number("pc", 3, Integer::toString);
    private final IntField cells = builder.number("cells", 5, Integer::toString, CELL);
    private final LongField register = builder.values("register", new long[] {0x10, 0x20, 0x30});
    private final IntField constant = builder.number("constant", 1, Integer::toString);

    @Test
    void whatIsDeclaredAsItIsPasses() {
        assertThat(problemsOfMove((args, t) -> t.needs(pc, 0, 1)
                        .reads(cells, 0)
                        .reads(register, 0)
                        .writes(cells, 1)
                        .writes(pc, 0)))
                .isEmpty();
    }

    @Test
    void whatIsNotDeclaredIsEverything() {
        assertThat(problemsOfMove((args, t) -> t.everything())).isEmpty();
        Action action = Action.named("silent").then((s, a) -> pc.set(s, 0, 0));
        Elements elements = Elements.of(model(action).layout());
        Footprint footprint = new Step(action).footprint(elements);
        assertThat(elements.count()).isEqualTo(4);
        assertThat(footprint.reads().cardinality()).isEqualTo(4);
        assertThat(footprint.writes().cardinality()).isEqualTo(4);
    }

    @Test
    void aWriteLeftOutIsFound() {
        assertThat(problemsOfMove((args, t) ->
                        t.needs(pc, 0, 1).reads(cells, 0).reads(register).writes(cells)))
                .containsExactly("move writes pc");
    }

    @Test
    void aReadOfTheGuardLeftOutIsFound() {
        assertThat(problemsOfMove((args, t) ->
                        t.needs(pc, 0, 1).reads(register).writes(cells, 1).writes(pc)))
                .contains("move: the guard reads cells[0]");
    }

    @Test
    void aReadOfTheEffectLeftOutIsFound() {
        assertThat(problemsOfMove((args, t) ->
                        t.needs(pc, 0, 1).reads(cells, 0).writes(cells, 1).writes(pc)))
                .contains("move: the effect on cells[1] reads register");
    }

    @Test
    void aNeedOfTheWrongValueIsFound() {
        assertThat(problemsOfMove((args, t) -> t.needs(pc, 0, 2)
                        .reads(cells, 0)
                        .reads(register)
                        .writes(cells, 1)
                        .writes(pc)))
                .contains("move needs another pc than it is possible with", "move is possible without what it needs");
    }

    @Test
    void anEffectThatOnlySometimesWritesReadsNothingOnThatAccount() {
        Action action = Action.named("maybe")
                .touching((args, t) -> t.reads(pc, 0).writes(cells, 0))
                .then((s, a) -> {
                    if (pc.get(s, 0) == 1) {
                        cells.set(s, 0, 4);
                    }
                });
        assertThat(Declarations.problems(model(action), 1, 200)).isEmpty();
    }

    @Test
    void aCountDeclaredAsMerelyWrittenIsFound() {
        Action action = Action.named("count")
                .touching((args, t) -> t.writes(cells, 0))
                .then((s, a) -> cells.set(s, 0, (cells.get(s, 0) + 1) % 5));
        assertThat(Declarations.problems(model(action), 1, 200))
                .contains("count: the effect on cells[0] reads cells[0]");
    }

    @Test
    void aGuardThatReadsTwoElementsOnlyTogetherIsFound() {
        Action action = Action.named("either")
                .when((s, a) -> cells.get(s, 0) == 0 || cells.get(s, 1) == 0)
                .touching((args, t) -> t.writes(pc, 0))
                .then((s, a) -> pc.set(s, 0, 2));
        assertThat(Declarations.problems(model(action), 1, 50))
                .anyMatch(p -> p.startsWith("either: the guard reads cells[0] or cells[1]"));
    }

    @Test
    void elementsWithOneValueAreIgnoredAndOthersMustExist() {
        Elements elements = Elements.of(builder.build());
        Footprint footprint = new Footprint(elements);
        footprint.reads(constant, 0).writes(constant).needs(constant, 0, 0);
        assertThat(footprint.reads().isEmpty()).isTrue();
        assertThat(footprint.writes().isEmpty()).isTrue();
        assertThat(footprint.needs).isEmpty();
        assertThat(elements.name(2)).isEqualTo("cells[1]");
        assertThatThrownBy(() -> footprint.reads(cells, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cells has no element 2");
        IntField foreign = new Layout.Builder().flag("foreign");
        assertThatThrownBy(() -> footprint.writes(foreign, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("foreign is not a field of this layout");
    }

    /** A step that waits for two things, and computes one element from another; everything else is free to move. */
    private Set<String> problemsOfMove(Touching declared) {
        return Declarations.problems(
                model(Action.named("move")
                        .when((s, a) -> pc.get(s, 0) == 1 && cells.get(s, 0) > 2)
                        .touching(declared)
                        .then((s, a) -> {
                            cells.set(s, 1, register.get(s, 0) == 0x20 ? 1 : 0);
                            pc.set(s, 0, 2);
                        })),
                1,
                300);
    }

    /** The action among others that move everything, whose declarations are the default ones. */
    private Model model(Action action) {
        Action anyCell = Action.named("cell")
                .over(CELL)
                .over(Index.of("value", 5))
                .then((s, a) -> cells.set(s, (int) a[0], (int) a[1]));
        Action anyPc = Action.named("pc").over(Index.of("value", 3)).then((s, a) -> pc.set(s, 0, (int) a[0]));
        Action anyRegister = Action.named("register")
                .over("value", Domain.hex(0x10, 0x20, 0x30))
                .then((s, a) -> register.set(s, 0, a[0]));
        return Toys.model(builder, List.of(action, anyCell, anyPc, anyRegister));
    }
}
