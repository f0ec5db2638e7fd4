package dev.stalemate.cli.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Session;
import dev.stalemate.lab.machine.BootedMachine;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.xen.XenLabRun;
import dev.stalemate.lab.xen.XenLabVerdict;
import dev.stalemate.lab.xen.XenScenario;
import dev.stalemate.lab.xen.XenSequences;
import dev.stalemate.lab.xen.XenShrinker;
import dev.stalemate.lab.xen.XenStaleGroup;
import dev.stalemate.report.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Random sequences on a real Xen; what differs from the model, and what is stale for every vCPU, is made smaller. */
record XenCampaign(
        Session session,
        KernelOption kernel,
        int sequences,
        long seed,
        boolean shrinks,
        @Nullable Path save,
        @Nullable String json) {
    private static final int MOST_OF_ROUND = 40;

    ExitCode call() throws IOException {
        BootedMachine machine = kernel.machine(session);
        Progress progress = session.drive();
        List<XenScenario> scenarios = new XenSequences(seed).first(sequences);
        int[] done = {0};
        XenLabRun run = new XenLabRun(
                "the machine",
                null,
                verdict -> progress.note(
                        "lab run, Xen: " + ++done[0] + " of " + sequences + ", the last one " + verdict.outcome()));
        run.asked(scenarios);
        boolean lost = false;
        RunFolder folder = RunFolder.of(session, save, "xen-seed-" + seed);
        try (folder) {
            folder.scenarios(scenarios.stream().map(XenScenario::text).collect(Collectors.joining()));
            machine.play(scenarios.stream().map(XenScenario::text).toList(), line -> {
                folder.said(line);
                run.line(line);
            });
        } catch (LabException e) {
            lost = true;
            session.complain(String.valueOf(e.getMessage()));
        }
        run.end();
        Map<String, XenScenario> smallest = lost || !shrinks
                ? Map.of()
                : smallest(machine, run, scenarios, text -> progress.note("lab run: " + text));
        progress.clear();
        for (Map.Entry<String, XenScenario> one : smallest.entrySet()) {
            folder.keep(one.getKey(), one.getValue().text());
        }
        if (!"-".equals(json)) {
            session.out().print(run.toText());
            smallest.forEach((cause, scenario) ->
                    session.say("smallest, " + cause + ": " + String.join("; ", scenario.commands())));
            session.say("all that was played and said: " + folder.path());
        }
        if (json != null) {
            ObjectNode root = run.toJson();
            ObjectNode scenario = root.putObject("smallest");
            smallest.forEach((cause, of) -> of.commands().forEach(scenario.putArray(cause)::add));
            session.write(json, root.toPrettyString() + "\n");
        }
        run.problems().forEach(session::complain);
        return code(run, lost);
    }

    /** The smallest scenarios, by what they show. */
    private Map<String, XenScenario> smallest(
            BootedMachine machine, XenLabRun run, List<XenScenario> scenarios, Consumer<String> tell) {
        Map<String, Predicate<XenLabVerdict>> targets = new LinkedHashMap<>();
        Map<String, String> begins = new HashMap<>();
        run.verdicts().stream().filter(XenShrinker.difference()).findFirst().ifPresent(verdict -> {
            targets.put(verdict.outcome().toString(), XenShrinker.difference());
            begins.put(verdict.outcome().toString(), verdict.name());
        });
        for (XenStaleGroup group : run.stale()) {
            if (group.everywhere() > 0) {
                targets.put(group.cause(), XenShrinker.stale(group.cause()));
                begins.put(group.cause(), group.example().run());
            }
        }
        Map<String, XenScenario> smallest = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Predicate<XenLabVerdict>> target : targets.entrySet()) {
                tell.accept("smaller scenarios for: " + target.getKey());
                XenScenario begin = scenarios.stream()
                        .filter(s -> s.name().equals(begins.get(target.getKey())))
                        .findFirst()
                        .orElseThrow();
                XenShrinker<LabException> shrinker = new XenShrinker<>(machine::play, null, MOST_OF_ROUND);
                XenScenario shrunk = shrinker.shrink(begin, target.getValue());
                if (shrunk != null) {
                    smallest.put(target.getKey(), shrunk);
                }
            }
        } catch (LabException e) {
            session.complain("no smaller scenarios: " + e.getMessage());
        }
        return smallest;
    }

    private ExitCode code(XenLabRun run, boolean lost) {
        if (has(run, XenLabVerdict.Outcome.DIFFERS)) {
            return ExitCode.DIFFERS;
        }
        // What the machine says and no one understands is the machine's fault, and not the user's.
        if (lost || !run.problems().isEmpty() || session.interrupted()) {
            return ExitCode.BOUND;
        }
        return has(run, XenLabVerdict.Outcome.AGREES) ? ExitCode.OK : ExitCode.VACUOUS;
    }

    private static boolean has(XenLabRun run, XenLabVerdict.Outcome outcome) {
        return run.verdicts().stream().anyMatch(v -> v.outcome() == outcome);
    }
}
