package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.lab.campaign.KvmCampaign;
import dev.stalemate.lab.campaign.SmallestScenario;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.machine.DebianKernel;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.machine.LabSetup;
import dev.stalemate.lab.machine.RealMachine;
import dev.stalemate.lab.scenario.KvmScenarioReader;
import dev.stalemate.report.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges again what a machine said. */
@Command(
        name = "judge",
        description = {
            "Judges a folder that lab run has written again: its sequences.scn and its recording.lab. No kernel and no emulator is needed.",
            "Exit codes are those of lab run."
        })
public final class LabJudgeCommand implements Callable<Integer> {
    private static final String SCENARIOS = "sequences.scn";
    private static final String RECORDING = "recording.lab";
    private static final long MOST_BYTES = 1L << 30;

    private final Session session;
    private final Setups setups;

    @Parameters(paramLabel = "DIR", description = "The folder.")
    private Path folder = Path.of("");

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the result as JSON; to standard output alone for -.")
    private @Nullable String json;

    @Option(
            names = "--shrink-on",
            paramLabel = "KERNEL",
            converter = KernelConverter.class,
            completionCandidates = KernelConverter.class,
            description = "Look for the smallest scenario of each cause, on this kernel: ${COMPLETION-CANDIDATES}.")
    private @Nullable DebianKernel shrinkOn;

    @Mixin
    private final LabFolderOption labFolder = new LabFolderOption();

    /** The command in a session. */
    public LabJudgeCommand(Session session) {
        this(session, LabSetup::new);
    }

    LabJudgeCommand(Session session, Setups setups) {
        this.session = session;
        this.setups = setups;
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        Path scenarios = folder.resolve(SCENARIOS);
        Path recording = folder.resolve(RECORDING);
        for (Path file : List.of(scenarios, recording)) {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw new BadFileException(file.toString(), "is no file of at most 1 GiB");
            }
        }
        session.files()
                .reads(scenarios)
                .reads(recording)
                .writes("--json", json, OutputKind.OTHER)
                .check();
        ResultFile.tryToWrite(json);
        List<String> said = Files.readAllLines(recording, StandardCharsets.ISO_8859_1);
        Progress progress = session.drive();
        RealMachine real = shrinkOn == null
                ? null
                : KernelOption.machine(
                        setups.of(labFolder.folder(), shrinkOn, null, session::interrupted, text -> {}), shrinkOn);
        AtomicBoolean played = new AtomicBoolean();
        RealMachine machine = (texts, line) -> {
            if (played.getAndSet(true) && real != null) {
                real.play(texts, line);
                return;
            }
            for (String one : said) {
                if (session.interrupted()) {
                    throw new LabException("interrupted");
                }
                line.accept(one);
            }
        };
        List<String> boot = said.stream().filter(l -> l.startsWith("@machine ")).toList();
        KvmCampaign campaign = new KvmCampaign(machine, boot);
        boolean lost = false;
        try {
            campaign.play(
                    KvmScenarioReader.read(
                            scenarios.toString(), Files.readString(scenarios, StandardCharsets.US_ASCII)),
                    new Judged(progress));
        } catch (LabException e) {
            lost = true;
            session.complain(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.BAD_INPUT, recording + ": " + e.getMessage());
        }
        List<SmallestScenario> smallest =
                real == null || lost ? List.of() : CampaignResult.smallest(campaign, session, progress);
        progress.clear();
        CampaignResult result = new CampaignResult(campaign, smallest, folder);
        return result.tell(session, json, lost).number();
    }

    private static final class Judged implements KvmCampaign.Listener {
        private final Progress progress;
        private int done;

        Judged(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void said(String line) {}

        @Override
        public void judged(KvmVerdict verdict) {
            progress.note("lab judge: " + ++done + " sequences");
        }
    }
}
