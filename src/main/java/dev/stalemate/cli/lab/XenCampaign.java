package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Session;
import dev.stalemate.lab.machine.BootedMachine;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.xen.XenLabRun;
import dev.stalemate.lab.xen.XenLabVerdict;
import dev.stalemate.lab.xen.XenScenario;
import dev.stalemate.lab.xen.XenSequences;
import dev.stalemate.report.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Random sequences on a real Xen. */
record XenCampaign(
        Session session, KernelOption kernel, int sequences, long seed, @Nullable Path save, @Nullable String json) {
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
        progress.clear();
        if (!"-".equals(json)) {
            session.out().print(run.toText());
            session.say("all that was played and said: " + folder.path());
        }
        if (json != null) {
            session.write(json, run.toJson().toPrettyString() + "\n");
        }
        run.problems().forEach(session::complain);
        return code(run, lost);
    }

    private ExitCode code(XenLabRun run, boolean lost) {
        if (has(run, XenLabVerdict.Outcome.DIFFERS)) {
            return ExitCode.DIFFERS;
        }
        if (lost || has(run, XenLabVerdict.Outcome.CUT) || session.interrupted()) {
            return ExitCode.BOUND;
        }
        if (!run.problems().isEmpty()) {
            return ExitCode.BAD_INPUT;
        }
        return has(run, XenLabVerdict.Outcome.AGREES) ? ExitCode.OK : ExitCode.VACUOUS;
    }

    private static boolean has(XenLabRun run, XenLabVerdict.Outcome outcome) {
        return run.verdicts().stream().anyMatch(v -> v.outcome() == outcome);
    }
}
