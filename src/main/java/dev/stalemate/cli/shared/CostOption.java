package dev.stalemate.cli.shared;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.cli.session.Session;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Question;
import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scenario;
import dev.stalemate.report.CostReport;
import dev.stalemate.trace.Cost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code check --costs}: beside the verdicts, what the systems' scenarios cost the designs that were asked about. */
public final class CostOption {
    @Option(
            names = "--costs",
            description =
                    "Also what runs cost: each system's scenarios, run by each of the designs that were asked about.")
    private boolean wanted;

    /** What to print after the verdicts; empty where costs were not asked for. */
    public String text(Session session, List<String> targets, Collection<Question> questions) {
        return wanted ? new CostReport(costs(session, targets, questions)).text(session.width(), session.style()) : "";
    }

    /** Adds {@code "costs"} where they were asked for. */
    public ObjectNode json(ObjectNode result, Session session, List<String> targets, Collection<Question> questions) {
        if (wanted) {
            result.set("costs", new CostReport(costs(session, targets, questions)).json());
        }
        return result;
    }

    private static List<Cost> costs(Session session, List<String> targets, Collection<Question> questions) {
        List<Cost> costs = new ArrayList<>();
        for (ModelSystem system : session.systems().made()) {
            boolean all = targets.isEmpty() || targets.contains(system.name());
            for (Scenario scenario : system.scenarios()) {
                for (Design design : runners(system, scenario)) {
                    if (all || questions.stream().anyMatch(q -> isAbout(q, system, design))) {
                        Cost cost = cost(session, session.listener(), system, scenario, design);
                        if (cost != null) {
                            costs.add(cost);
                        }
                    }
                }
            }
        }
        return costs;
    }

    /** What a scenario costs a design; null, which is told, if it can't be run there. */
    static @Nullable Cost cost(
            Session session, Listener listener, ModelSystem system, Scenario scenario, Design design) {
        try {
            return Cost.of(scenario, system.build(design, scenario.scope()));
        } catch (IllegalArgumentException e) {
            session.complain("no costs are counted of scenario " + e.getMessage());
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            DesignException mistake = e instanceof DesignException found
                    ? found
                    : DesignException.somewhere(system.name() + "/" + design.name(), e);
            listener.failed(mistake);
        }
        return null;
    }

    /** Designs that a scenario is for, and a user's own. */
    private static List<Design> runners(ModelSystem system, Scenario scenario) {
        List<Design> runners = new ArrayList<>(scenario.designs());
        system.designs().stream().filter(design -> system.file(design) != null).forEach(runners::add);
        return runners;
    }

    private static boolean isAbout(Question question, ModelSystem system, Design design) {
        return question.system().name().equals(system.name())
                && question.design().name().equals(design.name());
    }
}
