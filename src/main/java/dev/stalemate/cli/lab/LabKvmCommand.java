package dev.stalemate.cli.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.lab.campaign.KvmCampaign;
import dev.stalemate.lab.campaign.PatchComparison;
import dev.stalemate.lab.campaign.PatchComparison.Fate;
import dev.stalemate.lab.campaign.PatchComparison.Row;
import dev.stalemate.lab.judge.KvmJudge;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.judge.RealKernel;
import dev.stalemate.lab.judge.RealKernel.Known;
import dev.stalemate.lab.machine.BootedMachine;
import dev.stalemate.lab.machine.KernelPatch;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.machine.LabSetup;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.Sequences;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.report.Progress;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Plays the same random sequences on a kernel and on the same one with a patch of KVM. */
@Command(
        name = "kvm",
        description = {
            "Builds KVM with a patch, plays the same random sequences on the kernel without and with it, and says which causes of"
                    + " stale and weaker leaves disappear, remain or are new. There is a dump after each operation.",
            "A leaf is stale if it differs from what the kernel would build now: by the model of the release or, with --design, by"
                    + " your own model of the patch.",
            "Ends with 0 if nothing is new, 12 if something is, 15 if the patched kernel differs from --design or the"
                    + " unpatched one from the model, 14 if nothing was compared, 20 if a machine was lost, the run was interrupted or"
                    + " guests did not run on the patched kernel, 65 if the patch or the design is bad."
        })
public final class LabKvmCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--patch",
            paramLabel = "FILE",
            required = true,
            description = "A patch of KVM in unified format, against Debian's sources of the kernel.")
    private @Nullable Path patch;

    @Option(
            names = "--design",
            paramLabel = "FILE",
            description =
                    "Your own model of the patch, in C or Java (docs/tutorial/first-patch.md): the patched kernel must do what it does. It is"
                            + " taken as a change of the kernel's release. With one in Java, sequences that disable a quirk are left out.")
    private @Nullable String design;

    @Mixin
    private final SequenceOptions options = new SequenceOptions();

    @Mixin
    private final KernelOption kernel;

    /** The command in a session. */
    public LabKvmCommand(Session session) {
        this(session, LabSetup::new);
    }

    LabKvmCommand(Session session, Setups setups) {
        this.session = session;
        this.kernel = new KernelOption(setups);
    }

    /** One of the two kernels. */
    private record Side(String word, KvmCampaign campaign) {}

    @Override
    public Integer call() throws IOException, BadFileException {
        options.check();
        if (kernel.kernel().isXen()) {
            throw new Failure(ExitCode.USAGE, "lab kvm is about kernels with KVM, not about Xen");
        }
        session.files()
                .reads(patch)
                .writes("--json", options.json, OutputKind.OTHER)
                .check();
        ResultFile.tryToWrite(options.json);
        KernelPatch change = PatchFiles.read(patch);
        Progress progress = session.drive();
        BootedMachine unchanged = machine(null, progress);
        KvmCampaign before =
                new KvmCampaign(unchanged, unchanged.boot(), real -> KvmJudge.byRealLeaves(real, real.known()));
        OwnKvmDesign own = design == null ? null : own(design, before.kernel().known());
        try {
            BootedMachine patched = machine(change, progress);
            KvmCampaign after =
                    new KvmCampaign(patched, patched.boot(), real -> KvmJudge.byRealLeaves(real, rule(own, real)));
            return compare(change, own, new Side("unchanged", before), new Side("patched", after), progress)
                    .number();
        } finally {
            if (own != null) {
                own.close();
            }
        }
    }

    private OwnKvmDesign own(String file, Known release) {
        Patches patches = new Patches(session.systems(), session::interrupted);
        return OwnKvmDesign.of(patches, session::complain, file, release);
    }

    private static Known rule(@Nullable OwnKvmDesign own, RealKernel real) {
        return own == null ? real.known() : own.known();
    }

    private BootedMachine machine(@Nullable KernelPatch change, Progress progress) throws IOException {
        String what = kernel.kernel().label() + (change == null ? "" : " with " + change.name());
        try {
            return kernel.setup(session, change, text -> progress.note("lab kvm, " + what + ": " + text))
                    .make();
        } catch (LabException e) {
            throw PatchFiles.failure(what, e);
        }
    }

    private ExitCode compare(
            @Nullable KernelPatch change, @Nullable OwnKvmDesign own, Side before, Side after, Progress progress)
            throws IOException, BadFileException {
        RealKernel real = before.campaign.kernel();
        List<KvmScenario> scenarios = new Sequences(
                        options.seed, real.maxPhyAddr(), real.known().designs().quirkOn())
                .some(0, options.sequences).stream()
                        .map(PatchComparison::dumpedAlways)
                        .filter(s -> own == null || own.plays(s))
                        .toList();
        boolean lost = false;
        for (Side side : List.of(before, after)) {
            try {
                play(side, scenarios, progress);
            } catch (LabException e) {
                lost = true;
                session.complain(side.word + " Linux " + real.release() + ": " + e.getMessage());
            }
        }
        progress.clear();
        PatchComparison comparison =
                PatchComparison.of(scenarios.size(), before.campaign.verdicts(), after.campaign.verdicts());
        print(change == null ? "" : change.name(), comparison, before.campaign, after.campaign);
        return code(comparison, before.campaign, after.campaign, lost || session.interrupted());
    }

    private void play(Side side, List<KvmScenario> scenarios, Progress progress)
            throws IOException, LabException, BadFileException {
        String name = "linux-" + side.campaign.kernel().release() + "-" + side.word + "-seed-" + options.seed;
        RunFolder folder = RunFolder.of(session, options.save == null ? null : options.save.resolve(side.word), name);
        try (folder) {
            folder.scenarios(scenarios.stream().map(KvmScenario::text).collect(Collectors.joining("\n")));
            side.campaign.play(scenarios, new KvmCampaign.Listener() {
                private int done;

                @Override
                public void said(String line) {
                    folder.said(line);
                }

                @Override
                public void judged(KvmVerdict verdict) {
                    progress.note("lab kvm, " + side.word + " Linux " + verdict.release() + ": " + ++done + " of "
                            + scenarios.size());
                }
            });
        }
        if (!"-".equals(options.json)) {
            session.say("all that the " + side.word + " kernel played and said: " + folder.path());
        }
    }

    private void print(String name, PatchComparison comparison, KvmCampaign before, KvmCampaign after)
            throws IOException {
        if (!"-".equals(options.json)) {
            Table table = new Table()
                    .wrapping("cause")
                    .wrapping("property")
                    .right("runs")
                    .right("leaves")
                    .right("runs patched")
                    .right("leaves patched")
                    .left("so it");
            for (Row row : comparison.rows()) {
                table.row(
                        row.signature(),
                        String.join(", ", row.laws()),
                        row.before().runs(),
                        row.before().leaves(),
                        row.after().runs(),
                        row.after().leaves(),
                        new Cell(row.fate() == Fate.NEW ? "is new" : row.fate().word(), tone(row.fate())));
            }
            session.out().print(table.render(session.width(), session.style()));
            session.say("Linux " + before.kernel().release() + " without and with " + name + ": "
                    + Amounts.count(comparison.compared(), "sequence") + " compared, " + comparison.leftOut()
                    + " left out, " + comparison.leavesBefore() + " leaves without it and " + comparison.leavesAfter()
                    + " with it; " + differing(before) + " differ from the model of the release without the patch, "
                    + differing(after) + " from " + (design == null ? "it" : design) + " with it");
            if (comparison.hasFewLeaves()) {
                session.say("with so few leaves the patched kernel hardly ran its guests: nothing can be told");
            }
            first(before);
            if (design != null || comparison.leftOut() > 0) {
                first(after);
            }
        }
        if (options.json != null) {
            session.write(options.json, json(name, comparison, before, after));
        }
    }

    private void first(KvmCampaign campaign) {
        campaign.verdicts().stream()
                .filter(v -> !v.differences().isEmpty())
                .findFirst()
                .ifPresent(v -> session.say("the first that differs: " + v.name() + ": "
                        + v.differences().get(0)));
    }

    private String json(String name, PatchComparison comparison, KvmCampaign before, KvmCampaign after) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("kernel", "Linux " + before.kernel().release())
                .put("patch", name)
                .put("design", design)
                .put("seed", options.seed)
                .put("compared", comparison.compared())
                .put("leftOut", comparison.leftOut())
                .put("leavesUnchanged", comparison.leavesBefore())
                .put("leavesPatched", comparison.leavesAfter())
                .put("differUnchanged", differing(before))
                .put("differPatched", differing(after));
        ArrayNode rows = root.putArray("causes");
        for (Row row : comparison.rows()) {
            ObjectNode node = rows.addObject()
                    .put("cause", row.signature())
                    .put("fate", row.fate().word());
            row.laws().forEach(node.putArray("properties")::add);
            node.putObject("unchanged")
                    .put("runs", row.before().runs())
                    .put("leaves", row.before().leaves());
            node.putObject("patched")
                    .put("runs", row.after().runs())
                    .put("leaves", row.after().leaves());
        }
        return root.toPrettyString() + "\n";
    }

    private static Tone tone(Fate fate) {
        return switch (fate) {
            case DISAPPEARS -> Tone.GOOD;
            case REMAINS, MOVED -> Tone.NOTABLE;
            case NEW -> Tone.BAD;
        };
    }

    private static long differing(KvmCampaign campaign) {
        return campaign.verdicts().stream()
                .filter(v -> !v.differences().isEmpty())
                .count();
    }

    private ExitCode code(PatchComparison comparison, KvmCampaign before, KvmCampaign after, boolean lost) {
        if (comparison.bringsNew()) {
            return ExitCode.VIOLATED;
        }
        if (differing(before) > 0 || (design != null && differing(after) > 0)) {
            return ExitCode.DIFFERS;
        }
        if (lost) {
            return ExitCode.BOUND;
        }
        if (comparison.compared() == 0) {
            return ExitCode.VACUOUS;
        }
        return comparison.leftOut() > 0 || comparison.hasFewLeaves() ? ExitCode.BOUND : ExitCode.OK;
    }
}
