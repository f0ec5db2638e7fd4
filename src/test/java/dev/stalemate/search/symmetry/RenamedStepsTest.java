package dev.stalemate.search.symmetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What steps become when two processes change places, as far as states show it. */
class RenamedStepsTest {
    private static final int[] EXCHANGED = {1, 0};

    private final Index process = Index.of("process", 2);
    private final Layout.Builder builder = new Layout.Builder();
    private IntField at = builder.flag("unused");

    private Model model() {
        builder.interchangeable(process);
        at = builder.number("at", 3, Integer::toString, process);
        Action start = Action.named("start")
                .over(process)
                .when((s, a) -> at.get(s, (int) a[0]) == 0)
                .then((s, a) -> at.set(s, (int) a[0], 1));
        Action end = Action.named("end").when((s, a) -> at.get(s, 0) == 1).then((s, a) -> at.set(s, 0, 2));
        return Toys.model(builder, List.of(start, end));
    }

    @Test
    void aStepThatNoStateShowedIsNotKnown() {
        Model model = model();
        Columns columns =
                new Columns(model.layout().cells(), 0, 2, model.layout().words());
        RenamedSteps renamed = RenamedSteps.learnt(model, columns, List.of(model.initial()));
        assertThat(renamed.renamed(0, EXCHANGED)).isOne();
        assertThat(renamed.renamed(1, EXCHANGED)).isZero();
        assertThat(renamed.renamed(2, EXCHANGED)).isEqualTo(-1);
        assertThat(renamed.swappedMask(0b111, 0, 1)).isEqualTo(0b011);
        assertThat(renamed.swappedMask(0b101, 0, 1)).isEqualTo(0b010);
    }
}
