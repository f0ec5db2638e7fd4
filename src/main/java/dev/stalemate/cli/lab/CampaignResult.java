package dev.stalemate.cli.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Session;
import dev.stalemate.lab.campaign.KvmCampaign;
import dev.stalemate.lab.campaign.SmallestScenario;
import dev.stalemate.lab.judge.KvmGroup;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.report.Progress;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What sequences on a real KVM came to.
 *
 * @param smallest the smallest scenarios of causes, as far as they were looked for
 * @param folder where all that was played and said is
 */
record CampaignResult(KvmCampaign campaign, List<SmallestScenario> smallest, Path folder) {
    private static final int MOST_NAMED = 10;

    /** Looks for the smallest scenario of each cause; none if the machine is lost meanwhile. */
    static List<SmallestScenario> smallest(KvmCampaign campaign, Session session, Progress progress) {
        try {
            return SmallestScenario.of(campaign, campaign.groups(), text -> progress.note("lab: " + text));
        } catch (LabException e) {
            session.complain("no smaller scenarios: " + e.getMessage());
            return List.of();
        }
    }

    /**
     * Prints it, and says how the tool ends.
     *
     * @param json where it goes as JSON; null if that is not wanted
     * @param lost whether the machine was lost, or the run interrupted
     */
    ExitCode tell(Session session, @Nullable String json, boolean lost) throws IOException {
        campaign.problems().forEach(session::complain);
        if (!"-".equals(json)) {
            print(session);
        }
        if (json != null) {
            session.write(json, json());
        }
        if (differing() > 0) {
            return ExitCode.DIFFERS;
        }
        if (lost || unfinished() > 0 || !campaign.problems().isEmpty() || session.interrupted()) {
            return ExitCode.BOUND;
        }
        return campaign.verdicts().stream().anyMatch(KvmVerdict::compared) ? ExitCode.OK : ExitCode.VACUOUS;
    }

    private void print(Session session) {
        Table table = new Table()
                .wrapping("cause")
                .wrapping("property")
                .right("runs")
                .right("seen")
                .wrapping("smallest");
        for (KvmGroup group : campaign.groups()) {
            table.row(
                    new Cell(group.signature(), group.difference() ? Tone.BAD : Tone.NOTABLE),
                    group.difference() ? "(differs from the model)" : String.join(", ", group.laws()),
                    group.runs().size(),
                    group.seen(),
                    words(group));
        }
        session.out().print(table.render(session.width(), session.style()));
        campaign.verdicts().stream()
                .filter(CampaignResult::isUnfinished)
                .limit(MOST_NAMED)
                .forEach(v -> session.say("not judged to its end: " + v.name() + ": " + v.says()));
        session.say(summary());
        session.say("all that was played and said: " + folder);
    }

    private static boolean isUnfinished(KvmVerdict verdict) {
        return !verdict.ended() || !verdict.notJudged().isEmpty();
    }

    private String words(KvmGroup group) {
        return smallest.stream()
                .filter(s -> s.group().equals(group))
                .map(CampaignResult::words)
                .findFirst()
                .orElse("");
    }

    private static String words(SmallestScenario smallest) {
        KvmScenario scenario = smallest.scenario();
        if (scenario == null) {
            return "not shown again";
        }
        if (smallest.trace() == null || smallest.trace().steps().isEmpty()) {
            return scenario.ops().stream().map(KvmOp::text).collect(Collectors.joining("; "));
        }
        String claims = smallest.claims().isEmpty() ? "" : " (as " + String.join(", ", smallest.claims()) + ")";
        return Amounts.count(smallest.trace().steps().size(), "step") + claims + ": "
                + smallest.trace().steps().stream().map(Object::toString).collect(Collectors.joining("; "));
    }

    private String summary() {
        List<KvmVerdict> verdicts = campaign.verdicts();
        long wrong = verdicts.stream().filter(v -> !v.wrong().isEmpty()).count();
        return "Linux " + campaign.kernel().release() + ": " + Amounts.count(verdicts.size(), "sequence") + ", "
                + conforming() + " as in the model, " + differing() + " differ, " + unfinished()
                + " not judged to their end, " + nothing() + " with nothing to compare; "
                + verdicts.stream().mapToInt(KvmVerdict::dumps).sum() + " dumps, "
                + verdicts.stream().mapToInt(KvmVerdict::leaves).sum() + " leaves and "
                + verdicts.stream().mapToInt(KvmVerdict::absent).sum() + " pages without one were compared; " + wrong
                + " have leaves that break a property, as the model says";
    }

    private long conforming() {
        return campaign.verdicts().stream().filter(KvmVerdict::conforms).count();
    }

    private long differing() {
        return campaign.verdicts().stream()
                .filter(v -> !v.differences().isEmpty())
                .count();
    }

    private long unfinished() {
        return campaign.verdicts().stream().filter(CampaignResult::isUnfinished).count();
    }

    private long nothing() {
        return campaign.verdicts().stream()
                .filter(v ->
                        v.ended() && v.notJudged().isEmpty() && v.differences().isEmpty() && !v.compared())
                .count();
    }

    private String json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("kernel", "Linux " + campaign.kernel().release())
                .put("sequences", campaign.verdicts().size())
                .put("conform", conforming())
                .put("differ", differing())
                .put("unfinished", unfinished())
                .put("nothing_compared", nothing())
                .put("folder", folder.toString());
        ArrayNode groups = root.putArray("groups");
        for (KvmGroup group : campaign.groups()) {
            ObjectNode node = groups.addObject()
                    .put("cause", group.signature())
                    .put("difference", group.difference())
                    .put("seen", group.seen())
                    .put("smallest", words(group));
            group.laws().forEach(node.putArray("properties")::add);
            group.runs().forEach(node.putArray("runs")::add);
        }
        return root.toPrettyString() + "\n";
    }
}
