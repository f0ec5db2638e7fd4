package dev.stalemate.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.cluster.ShuffledCluster;
import dev.stalemate.decide.cluster.SubjectText;
import dev.stalemate.decide.cluster.WalkShard;
import dev.stalemate.decide.cluster.WalkTask;
import dev.stalemate.decide.cluster.WorkerSystems;
import dev.stalemate.model.Action;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.search.walk.ActionWeights;
import dev.stalemate.toy.CachedTypes;
import dev.stalemate.toy.Mutex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Campaigns of code that fails, and of more kinds of violation than are told. */
class CampaignFaultsTest {
    /** Its walks violate a property in two ways. */
    private static final Question TWO = Question.of(toys().claims("T2").get(0));

    private static Catalogue toys() {
        return Catalogue.of(List.of(new CachedTypes()));
    }

    /** The toy with an action that is seldom drawn, and whose code fails. */
    private static final class Fragile extends Mutex {
        @Override
        public Model model(Design design, Scope scope) {
            Model model = super.model(design, scope);
            List<Action> actions = new ArrayList<>(model.actions());
            actions.add(Action.named("trip").then((s, a) -> {
                throw new IllegalStateException("tripped");
            }));
            return new Model.Builder(model.system(), design, scope)
                    .layout(model.layout())
                    .actions(actions)
                    .laws(model.laws())
                    .build();
        }
    }

    private static List<String> fragile(int claim, int workers) {
        Walking walking =
                new Walking(7, 5_000, 30, new ActionWeights(Map.of("trip", 0.0005), false), Duration.ofDays(1));
        List<String> told = new ArrayList<>();
        Listener listener = new Listener() {
            @Override
            public void progress(Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                return false;
            }

            @Override
            public void failed(DesignException why) {
                told.add(why.says());
            }
        };
        Question question = Question.of(new Fragile().claims().get(claim));
        WorkerSystems systems = () -> Catalogue.of(List.of(new Fragile()));
        CampaignRun run =
                new CampaignRun(question, new ShuffledCluster(workers, 1), systems, walking, () -> 0, listener);
        told.add(run.decision.note().replaceAll(" \\(.*", ""));
        told.addAll(run.says());
        return told;
    }

    @Test
    void aWalkOnWhichCodeFailsIsTheLastOne() {
        List<String> right = fragile(0, 1);
        assertThat(right.get(0))
                .contains("mutex/right failed at scope small: step (", "threw IllegalStateException (tripped)");
        assertThat(right.get(1)).isEqualTo("the design's code failed");
        assertThat(fragile(0, 7)).isEqualTo(right);
        List<String> broken = fragile(1, 1);
        assertThat(broken.get(0)).contains("mutex/broken failed");
        assertThat(broken.get(1)).startsWith("found in walk ");
        assertThat(broken.get(2)).startsWith("violated, ").doesNotContain("5000 walks");
        assertThat(fragile(1, 7)).isEqualTo(broken);
    }

    @Test
    void kindsThatAreTooManyAreCounted() {
        SubjectText text =
                SubjectText.of(TWO.system(), TWO.design(), TWO.scope(), TWO.law(), List.of(TWO.law(TWO.model())));
        WalkTask task = new WalkTask(text, CampaignFaultsTest::toys, 7, 20, ActionWeights.EVEN);
        WalkShard.Range range = new WalkShard.Range(0, 500);
        WalkShard.Found all = new WalkShard(task, 10).on(range);
        WalkShard.Found one = new WalkShard(task, 1).on(range);
        assertThat(all.kinds()).hasSize(2);
        assertThat(all.untold()).isZero();
        assertThat(one.kinds()).containsExactly(all.kinds().get(0));
        assertThat(one.untold()).isEqualTo(all.kinds().get(1).walks());
        assertThat(one.counts()).isEqualTo(all.counts());
    }
}
