package dev.stalemate.cli.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.SavedFiles;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.files.CannotWriteException;
import dev.stalemate.lab.machine.BootedMachine;
import dev.stalemate.lab.machine.DebianKernel;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.machine.LabSetup;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.lab.seen.KvmShower;
import dev.stalemate.lab.seen.Recordings;
import dev.stalemate.lab.seen.Shower;
import dev.stalemate.lab.seen.Shown;
import dev.stalemate.lab.seen.Shown.Outcome;
import dev.stalemate.lab.seen.XenShower;
import dev.stalemate.lab.xen.XenMapping;
import dev.stalemate.report.Progress;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table;
import dev.stalemate.report.Table.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows saved counterexamples on real kernels. */
@Command(
        name = "replay",
        description = {
            "Plays saved counterexamples on real kernels, step by step, and compares the leaves after each step with the model's.",
            "What the machine said is kept beside each counterexample that was seen: K1-linux-4.9.json has"
                    + " K1-linux-4.9.linux-6.1.192.lab.",
            "Ends with 0 if all that could be played were seen, 15 if a leaf differs from the model, 14 if none could be played,"
                    + " 20 if a machine was lost."
        })
public final class LabReplayCommand implements Callable<Integer> {
    private final Session session;
    private final Setups setups;

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Files, or directories of them.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--kernel",
            paramLabel = "KERNEL",
            converter = KernelConverter.class,
            completionCandidates = KernelConverter.class,
            description =
                    "${COMPLETION-CANDIDATES}; kvm- can be left out. May be given again. Default: all that are set up.")
    private List<DebianKernel> kernels = new ArrayList<>();

    @Option(
            names = "--by-program",
            description =
                    "Run the program that stalemate export --c writes in the place of the lab's own one, and say what it"
                            + " says. Nothing is kept.")
    private boolean byProgram;

    @Option(
            names = "--leaves",
            paramLabel = "module|events|time",
            defaultValue = "module",
            description = "How the program sees leaves, with --by-program. Default: ${DEFAULT-VALUE}.")
    private ProgramReplay.Leaves leaves = ProgramReplay.Leaves.module;

    @Option(names = "--no-save", description = "Keep no recording.")
    private boolean noSave;

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the result as JSON; to standard output alone for -.")
    private @Nullable String json;

    @Mixin
    private final LabFolderOption folder = new LabFolderOption();

    private final List<Shown> all = new ArrayList<>();

    /** The command in a session. */
    public LabReplayCommand(Session session) {
        this(session, LabSetup::new);
    }

    LabReplayCommand(Session session, Setups setups) {
        this.session = session;
        this.setups = setups;
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        SavedFiles files = new SavedFiles(session, paths);
        session.files()
                .reads(files.files())
                .writes("--json", json, OutputKind.OTHER)
                .check();
        ResultFile.tryToWrite(json);
        List<SavedText> saved = new ArrayList<>();
        ExitCode read = files.each(text -> {
            saved.add(text);
            return ExitCode.OK;
        });
        Progress progress = session.drive();
        Set<String> systems = new TreeSet<>();
        for (DebianKernel kernel : chosen()) {
            if (!byProgram) {
                replay(kernel, saved, systems, progress);
            } else if (!kernel.isXen()) {
                BootedMachine machine = KernelOption.machine(setup(kernel), kernel);
                all.addAll(new ProgramReplay(session, machine, leaves, progress).replay(saved));
                systems.add(ProgramReplay.SYSTEM);
            }
        }
        progress.clear();
        print(others(saved, systems), systems);
        return (read == ExitCode.OK ? code() : read).number();
    }

    private List<DebianKernel> chosen() throws IOException {
        List<DebianKernel> chosen = new ArrayList<>();
        for (DebianKernel kernel : kernels.isEmpty() ? List.of(DebianKernel.values()) : kernels) {
            if (!kernels.isEmpty() || setup(kernel).isDone()) {
                chosen.add(kernel);
            }
        }
        if (chosen.isEmpty()) {
            throw new Failure(ExitCode.BOUND, "no kernel is set up: run stalemate lab setup, or stalemate lab doctor");
        }
        return chosen;
    }

    private LabSetup setup(DebianKernel kernel) {
        return setups.of(folder.folder(), kernel, null, session::interrupted, text -> {});
    }

    private void replay(DebianKernel kernel, List<SavedText> saved, Set<String> systems, Progress progress)
            throws IOException, BadFileException {
        BootedMachine machine = KernelOption.machine(setup(kernel), kernel);
        Shower shower = kernel.isXen() ? new XenShower(machine.boot()) : new KvmShower(machine.boot());
        systems.add(shower.system());
        List<String> scenarios = new ArrayList<>();
        for (SavedText text : saved) {
            if (!text.isOutside() && text.counterexample().system().equals(shower.system())) {
                add(shower, text, scenarios);
            }
        }
        List<String> said = new ArrayList<>();
        int[] done = {0};
        try {
            machine.play(scenarios, line -> {
                said.add(line);
                if (line.startsWith("@end ") || line.startsWith("@lost ") || line.startsWith("@killed ")) {
                    progress.note("lab replay, " + shower.kernel() + ": " + ++done[0] + " of " + scenarios.size());
                }
            });
        } catch (LabException e) {
            session.complain(shower.kernel() + ": " + e.getMessage());
        }
        for (Shown shown : shower.judge(shower.kernel(), said)) {
            boolean played = !shown.recording().isEmpty() || !session.interrupted();
            all.add(played ? shown : shown.because("it was not played: interrupted"));
            if (shown.outcome() == Outcome.SEEN && !noSave) {
                keep(shown);
            } else if (shown.outcome() == Outcome.DIFFERS && Files.exists(Recordings.file(shown))) {
                session.complain(
                        Recordings.file(shown) + " is of an earlier run: what was seen there was not seen now");
            }
        }
    }

    /** Keeps what was said; a recording that shows the same stays as it is. */
    private void keep(Shown shown) throws IOException {
        try {
            if (!Recordings.hasTheSame(shown)) {
                Recordings.keep(shown, LocalDate.now(ZoneOffset.UTC).toString());
            }
        } catch (CannotWriteException e) {
            session.troubles().add(e, ", so that recording is not kept");
        }
    }

    private void add(Shower shower, SavedText text, List<String> scenarios) throws BadFileException {
        Counterexample counterexample = text.counterexample();
        try {
            scenarios.add(shower.add(Recordings.scenario(text.file(), scenarios.size()), text.file(), counterexample));
        } catch (NotMappedException e) {
            all.add(new Shown(
                    text.file(),
                    counterexample,
                    shower.kernel(),
                    Outcome.NOT_MAPPED,
                    String.valueOf(e.getMessage()),
                    List.of()));
        }
    }

    /** How many counterexamples are of systems that no kernel here can show. */
    private static long others(List<SavedText> saved, Set<String> systems) throws BadFileException {
        long others = 0;
        for (SavedText text : saved) {
            others +=
                    text.isOutside() || !systems.contains(text.counterexample().system()) ? 1 : 0;
        }
        return others;
    }

    private void print(long others, Set<String> systems) throws IOException {
        if (!"-".equals(json)) {
            Table table = new Table()
                    .left("file")
                    .right("steps")
                    .left("kernel")
                    .left("seen")
                    .wrapping("what");
            for (Shown shown : all) {
                table.row(
                        Path.of(shown.file()).getFileName().toString(),
                        shown.counterexample().steps().size(),
                        shown.kernel(),
                        new Cell(shown.outcome().word(), tone(shown.outcome())),
                        shown.says());
            }
            session.out().print(table.render(session.width(), session.style()));
            session.say(count(Outcome.SEEN) + " seen, " + count(Outcome.DIFFERS) + " differ, " + count(Outcome.LOST)
                    + " lost, " + count(Outcome.NOT_MAPPED) + " not mapped"
                    + (others == 0 ? "" : "; of other systems than " + String.join(" and ", systems) + ": " + others));
            if (others > 0 && !systems.contains(XenMapping.system())) {
                session.say("those of xen-ept can be played once stalemate lab setup xen-4.17 was run");
            }
        }
        if (json != null) {
            session.write(json, json());
        }
    }

    private String json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode array = root.putArray("replays");
        for (Shown shown : all) {
            array.addObject()
                    .put("file", shown.file())
                    .put("claim", shown.claim().isEmpty() ? null : shown.claim())
                    .put("steps", shown.counterexample().steps().size())
                    .put("kernel", shown.kernel())
                    .put("outcome", shown.outcome().word())
                    .put("says", shown.says());
        }
        return root.toPrettyString() + "\n";
    }

    private long count(Outcome outcome) {
        return all.stream().filter(s -> s.outcome() == outcome).count();
    }

    private static Tone tone(Outcome outcome) {
        return switch (outcome) {
            case SEEN -> Tone.GOOD;
            case DIFFERS, LOST -> Tone.BAD;
            case NOT_MAPPED -> Tone.NORMAL;
        };
    }

    private ExitCode code() {
        if (count(Outcome.DIFFERS) > 0) {
            return ExitCode.DIFFERS;
        }
        if (count(Outcome.LOST) > 0 || session.interrupted()) {
            return ExitCode.BOUND;
        }
        return count(Outcome.SEEN) == 0 ? ExitCode.VACUOUS : ExitCode.OK;
    }
}
