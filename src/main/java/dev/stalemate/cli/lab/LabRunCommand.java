package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.lab.campaign.KvmCampaign;
import dev.stalemate.lab.campaign.SmallestScenario;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.machine.BootedMachine;
import dev.stalemate.lab.machine.DebianKernel;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.machine.LabSetup;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.Sequences;
import dev.stalemate.report.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays random sequences on a real kernel. */
@Command(
        name = "run",
        description = {
            "Plays random sequences on a real kernel. Each is judged twice: whether every leaf of every dump is as in the model,"
                    + " and which leaves are stale or weaker by the model's properties.",
            "Findings are grouped by cause; the smallest scenario of each cause is looked for on the same kernel, and saved.",
            "Ends with 0 if the kernel does what the model does, 15 if it differs, 14 if nothing was compared, 20 if the machine"
                    + " was lost, a sequence could not be judged to its end or the run was interrupted.",
            "With --host: 0 if all counterexamples of KVM that can be mapped are as in the model, 15 if one differs, 14 if there is"
                    + " none that can be mapped, 20 if this machine can't run them."
        })
public final class LabRunCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--xen", description = "The same as --kernel xen-4.17.")
    private boolean xen;

    @Option(
            names = "--host",
            description =
                    "Play these counterexamples on the KVM of this machine itself, if it has EPT, by the programs that export --c writes.")
    private boolean host;

    @Parameters(arity = "0..*", paramLabel = "FILE|DIR", description = "Counterexamples, for --host.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--no-shrink", description = "Look for no smaller scenarios.")
    private boolean noShrink;

    @Mixin
    private final SequenceOptions options = new SequenceOptions();

    @Mixin
    private final KernelOption kernel;

    /** The command in a session. */
    public LabRunCommand(Session session) {
        this(session, LabSetup::new);
    }

    LabRunCommand(Session session, Setups setups) {
        this.session = session;
        this.kernel = new KernelOption(setups);
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        options.check();
        if (host == files.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    host
                            ? "which counterexamples? lab run --host FILE|DIR..."
                            : "files are for --host; see also lab replay and lab play");
        }
        session.files()
                .reads(files)
                .writes("--json", options.json, OutputKind.OTHER)
                .check();
        ResultFile.tryToWrite(options.json);
        if (host) {
            return new HostRuns(session).call(files).number();
        }
        if (xen) {
            kernel.choose(DebianKernel.XEN_4_17);
        }
        if (kernel.kernel().isXen()) {
            return new XenCampaign(
                            session, kernel, options.sequences, options.seed, !noShrink, options.save, options.json)
                    .call()
                    .number();
        }
        BootedMachine machine = kernel.machine(session);
        KvmCampaign campaign = new KvmCampaign(machine, machine.boot());
        List<KvmScenario> scenarios = new Sequences(
                        options.seed,
                        campaign.kernel().maxPhyAddr(),
                        campaign.kernel().known().designs().quirkOn())
                .some(0, options.sequences);
        Progress progress = session.drive();
        RunFolder folder =
                RunFolder.of(session, options.save, "linux-" + campaign.kernel().release() + "-seed-" + options.seed);
        boolean lost = false;
        try (folder) {
            folder.scenarios(scenarios.stream().map(KvmScenario::text).collect(Collectors.joining("\n")));
            play(campaign, scenarios, folder, progress);
        } catch (LabException e) {
            lost = true;
            session.complain("Linux " + campaign.kernel().release() + ": " + e.getMessage());
        }
        List<SmallestScenario> smallest =
                lost || noShrink ? List.of() : CampaignResult.smallest(campaign, session, progress);
        progress.clear();
        for (SmallestScenario one : smallest) {
            folder.keep(one);
        }
        return new CampaignResult(campaign, smallest, folder.path())
                .tell(session, options.json, lost)
                .number();
    }

    private void play(KvmCampaign campaign, List<KvmScenario> scenarios, RunFolder folder, Progress progress)
            throws LabException, BadFileException {
        campaign.play(scenarios, new KvmCampaign.Listener() {
            private int done;
            private int differ;

            @Override
            public void said(String line) {
                folder.said(line);
            }

            @Override
            public void judged(KvmVerdict verdict) {
                done++;
                differ += verdict.differences().isEmpty() ? 0 : 1;
                progress.note("lab run, Linux " + verdict.release() + ": " + done + " of " + scenarios.size() + ", "
                        + differ + " differ");
            }
        });
    }
}
