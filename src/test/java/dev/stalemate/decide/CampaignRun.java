package dev.stalemate.decide;

import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.WorkerSystems;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/** A campaign, and what it found in words that can be compared. */
public final class CampaignRun {
    private final Campaign campaign;
    final Decision decision;

    /** With another clock and listener. */
    public CampaignRun(
            Question question,
            Cluster cluster,
            WorkerSystems systems,
            Walking walking,
            LongSupplier clock,
            Listener listener) {
        campaign = new Campaign(cluster, systems, walking, true, clock, listener);
        decision = Objects.requireNonNull(new RandomSearch(walking, false, campaign, listener)
                .decide(List.of(question))
                .get(question));
    }

    /** One that takes all of its walks. */
    public CampaignRun(Question question, Cluster cluster, WorkerSystems systems, Walking walking) {
        this(question, cluster, systems, walking, () -> 0, Listener.SILENT);
    }

    Violations violations() {
        return campaign.violations(decision);
    }

    /** All that does not depend on the time or on the workers. */
    public List<String> says() {
        List<String> says = new ArrayList<>();
        says.add(decision.found() + ", " + decision.effort().states() + " walks, "
                + decision.effort().transitions() + " steps, " + decision.figures() + ", " + decision.vacuous());
        says.add(String.valueOf(
                decision.coverage() == null ? null : decision.coverage().fired()));
        says.add(violations().walks() + " violate, " + violations().more() + " more ways in "
                + violations().moreWalks());
        violations()
                .distinct()
                .forEach(d -> says.add(d.first() + " " + d.walks() + " " + d.shape() + " "
                        + d.trace().steps()));
        says.add(decision.trace() == null ? "" : decision.trace().steps().toString());
        return says;
    }
}
