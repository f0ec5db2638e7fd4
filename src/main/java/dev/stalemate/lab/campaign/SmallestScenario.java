package dev.stalemate.lab.campaign;

import dev.stalemate.lab.judge.KvmGroup;
import dev.stalemate.lab.judge.KvmRun;
import dev.stalemate.lab.judge.KvmShrinker;
import dev.stalemate.lab.judge.ModelMachine;
import dev.stalemate.lab.judge.PlaysScenarios;
import dev.stalemate.lab.judge.Target;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.lab.scenario.ScenarioSteps;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The smallest scenario of a cause.
 *
 * @param group the cause
 * @param scenario the smallest scenario by which the real machine shows it; null if that did not show it again
 * @param recording what the machine said of it
 * @param trace the same as steps of the model; null if the model has no such steps
 * @param claims ids of the claims whose shortest run that is
 */
public record SmallestScenario(
        KvmGroup group,
        @Nullable KvmScenario scenario,
        List<String> recording,
        @Nullable Trace trace,
        List<String> claims) {
    private static final int MOST_OF_ROUND = 200;

    /**
     * Looks for the smallest scenario of each cause. Where kernel and model agree, the model shows what a smaller scenario would do, and the
     * machine plays only the smallest ones, all in one boot. A difference is made smaller on the machine itself.
     */
    public static List<SmallestScenario> of(KvmCampaign campaign, List<KvmGroup> groups, Consumer<String> progress)
            throws LabException {
        List<KvmScenario> candidates = new ArrayList<>();
        for (KvmGroup group : groups) {
            progress.accept(
                    "looks for the smallest scenario of cause " + (candidates.size() + 1) + " of " + groups.size());
            PlaysScenarios<LabException> real = some -> campaign.tried(some, line -> {});
            KvmScenario first = first(campaign, group);
            @Nullable
            KvmScenario smaller = group.difference()
                    ? shrinker(campaign, real).shrink(first, target(group))
                    : shrinker(campaign, model(campaign)).shrink(first, target(group));
            candidates.add((smaller == null ? first : smaller).named("cause-" + (candidates.size() + 1)));
        }
        return confirmed(campaign, groups, candidates);
    }

    private static List<SmallestScenario> confirmed(
            KvmCampaign campaign, List<KvmGroup> groups, List<KvmScenario> candidates) throws LabException {
        List<SmallestScenario> smallest = new ArrayList<>();
        List<String> said = new ArrayList<>();
        KnownRuns known = new KnownRuns();
        List<KvmRun> runs = candidates.isEmpty() ? List.of() : campaign.tried(candidates, said::add);
        for (int i = 0; i < groups.size(); i++) {
            KvmGroup group = groups.get(i);
            KvmScenario candidate = candidates.get(i);
            boolean shown = runs.stream()
                    .filter(run -> run.name().equals(candidate.name()) && run.ended())
                    .anyMatch(run -> target(group).isIn(campaign.judge().judge(candidate, run)));
            smallest.add(
                    shown
                            ? shown(campaign, group, candidate, of(candidate, said), known)
                            : new SmallestScenario(group, null, List.of(), null, List.of()));
        }
        return smallest;
    }

    private static SmallestScenario shown(
            KvmCampaign campaign, KvmGroup group, KvmScenario scenario, List<String> said, KnownRuns known) {
        @Nullable Trace trace = trace(campaign, scenario, group);
        List<String> claims = trace == null || trace.steps().isEmpty() ? List.of() : known.of(group.laws(), trace);
        return new SmallestScenario(group, scenario, said, trace, claims);
    }

    /** What was said of a scenario, behind what the machine said of itself. */
    private static List<String> of(KvmScenario scenario, List<String> said) {
        List<String> own = said.stream().filter(l -> l.startsWith("@machine ")).collect(Collectors.toList());
        boolean inside = false;
        for (String line : said) {
            inside = line.startsWith("@scenario ") ? line.equals("@scenario " + scenario.name()) : inside;
            if (inside && !line.startsWith("@machine ")) {
                own.add(line);
            }
        }
        return own;
    }

    private static <E extends Exception> KvmShrinker<E> shrinker(KvmCampaign campaign, PlaysScenarios<E> plays) {
        return new KvmShrinker<>(campaign.judge(), plays, MOST_OF_ROUND);
    }

    private static PlaysScenarios<RuntimeException> model(KvmCampaign campaign) {
        return new ModelMachine(campaign.kernel(), campaign.kernel().known());
    }

    private static KvmScenario first(KvmCampaign campaign, KvmGroup group) {
        return campaign.verdicts().stream()
                .filter(target(group)::isIn)
                .map(verdict -> campaign.scenario(verdict.name()))
                .min(Comparator.comparingInt(s -> s.ops().size()))
                .orElseThrow();
    }

    private static Target target(KvmGroup group) {
        return group.difference() ? Target.difference(group.signature()) : Target.wrong(law(group), group.signature());
    }

    /** Of several properties the one that demands most of the guest, and is broken least: no-stale-quiescent before no-stale. */
    private static String law(KvmGroup group) {
        return group.laws().stream()
                .max(Comparator.comparingInt(String::length))
                .orElseThrow();
    }

    private static @Nullable Trace trace(KvmCampaign campaign, KvmScenario smallest, KvmGroup group) {
        if (group.difference()) {
            return null;
        }
        var known = campaign.kernel().known().designs();
        KvmDesign design = smallest.options().quirkCd() ? known.quirkOn() : known.quirkOff();
        int width = smallest.options().maxphy() == 0
                ? campaign.kernel().maxPhyAddr()
                : smallest.options().maxphy();
        try {
            return ScenarioSteps.shortest(smallest, design, width, law(group));
        } catch (NotMappedException e) {
            return null;
        }
    }
}
