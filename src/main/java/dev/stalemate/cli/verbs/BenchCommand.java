package dev.stalemate.cli.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.bench.Suite;
import dev.stalemate.bench.SuiteReport;
import dev.stalemate.bench.SuiteResult;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.cli.shared.CheckpointFlags;
import dev.stalemate.cli.shared.DesignOption;
import dev.stalemate.cli.shared.PathFinderFlags;
import dev.stalemate.cli.shared.SearchFlags;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.outside.OwnJava;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.pathfinder.PathFinder;
import dev.stalemate.report.Progress;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.SearchFiles;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures. */
@Command(
        name = "bench",
        description = {
            "Measures the search in a system's bench scope, a small model with known counts: beside SPIN, beside a program written by hand"
                    + " for that model, on two threads, with symmetry. Each run is a process of its own.",
            "With --vcpus, --frames, --policy, --threads, --symmetry, --hand-written, --checkpoint, --resume or --spill: one"
                    + " run.",
            "With designs: the search with each of them, however they are written.",
            "With --lookups: how many addresses a second the resolver gives a type.",
            "With --jpf: states a second of the search beside Java PathFinder's."
        })
public final class BenchCommand implements Callable<Integer> {
    /** By the number that the policy has in the SPIN model whose counts the bench scope has. */
    private static final List<String> POLICIES = List.of("linux-4.9", "cd0-zaps-non-wb", "cd0-zaps-all");

    private static final int CD0_ZAPS_ALL = 2;
    private static final Duration MOST_FOR_JPF = Duration.ofMinutes(5);
    private static final long HEAP_FOR_JPF = 2L << 30;
    private static final String PROPERTY = "no-stale-quiescent";

    private final Session session;

    @Parameters(
            paramLabel = "SYSTEM|DESIGN",
            description =
                    "A system (default: kvm); or designs of one system, such as kvm/linux-6.7, my-patch.c and MyPatch.java,"
                            + " which are measured in one run.")
    private List<String> targets = new ArrayList<>(List.of("kvm"));

    @Mixin
    private DesignOption design = new DesignOption();

    @Option(names = "--vcpus", paramLabel = "N", description = "Of one run: 3 if not given.")
    private @Nullable Integer vcpus;

    @Option(names = "--frames", paramLabel = "N", description = "Of one run: 3 if not given.")
    private @Nullable Integer frames;

    @Option(
            names = "--policy",
            paramLabel = "N",
            description = "Of one run. 0: linux-4.9, 1: cd0-zaps-non-wb, 2: cd0-zaps-all; 2 if not given.")
    private @Nullable Integer policy;

    @Option(names = "--threads", paramLabel = "N", description = "Of one run, 1 to 256: 1 if not given.")
    private @Nullable Integer threads;

    @Option(names = "--symmetry", description = "One run, in which one state stands for all that are symmetric to it.")
    private boolean symmetry;

    @Mixin
    private CheckpointFlags checkpoints = new CheckpointFlags();

    @Option(names = "--hand-written", description = "One run of the program written by hand for policy 2.")
    private boolean handWritten;

    @Option(names = "--warm-up", description = "Of one run: search once before, so that compiled code is measured.")
    private boolean warmUp;

    @Option(names = "--quick", description = "Of all runs, only those on the smaller model (half a minute or so).")
    private boolean quick;

    @Option(names = "--no-spin", description = "No comparison with SPIN.")
    private boolean withoutSpin;

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the result as JSON; to standard output alone for -.")
    private @Nullable String json;

    @Option(names = "--lookups", description = "Measure the resolver instead of the search.")
    private boolean lookups;

    @Option(names = "--jpf", description = "Compare the search with Java PathFinder on a small claim.")
    private boolean jpf;

    @Mixin
    private PathFinderFlags pathFinder = new PathFinderFlags();

    /** The verb in a session. */
    public BenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        checkpoints
                .keepsIn(session.files().writes("--json", json, OutputKind.OTHER))
                .check();
        if (lookups) {
            double perSecond = LookupBench.perSecond(session::nanos);
            session.out().print(Amounts.rough(perSecond) + " look-ups per second\n");
            return ExitCode.OK.number();
        }
        if (jpf) {
            return pathFinder().number();
        }
        pathFinder.mustBeUnused();
        if (targets.size() > 1 || targets.get(0).contains("/") || Patches.isSource(targets.get(0))) {
            return designs().number();
        }
        boolean one = Stream.of(vcpus, frames, policy, threads).anyMatch(given -> given != null);
        if (!one && !symmetry && !handWritten && !checkpoints.used()) {
            if (warmUp) {
                throw new Failure(ExitCode.USAGE, "--warm-up is for one run");
            }
            return suite().number();
        }
        if (quick || withoutSpin) {
            throw new Failure(
                    ExitCode.USAGE, "--quick and --no-spin are for all runs, and what else was given is for one");
        }
        return one().number();
    }

    private ExitCode pathFinder() throws IOException {
        try (PathFinder judge = pathFinder.open(MOST_FOR_JPF, HEAP_FOR_JPF, session.drive())) {
            PathFinderBench bench = PathFinderBench.run(session, judge);
            if (!"-".equals(json)) {
                session.out().print(bench.text(session.width(), session.style()));
            }
            if (json != null) {
                session.write(json, bench.json().toPrettyString() + "\n");
            }
            return ExitCode.OK;
        }
    }

    private ExitCode designs() throws IOException {
        checkpoints.mustBeUnused("a run of one design");
        if (policy != null || threads != null || symmetry || handWritten || warmUp || quick || withoutSpin) {
            throw new Failure(
                    ExitCode.USAGE, "several designs are measured on one thread, and without other flags than sizes");
        }
        try (DesignOption.Opened opened = design.open(session, targets)) {
            List<String> designs = opened.targets();
            List<String> systems = designs.stream()
                    .map(name -> name.substring(0, Math.max(0, name.indexOf('/'))))
                    .distinct()
                    .toList();
            if (systems.size() != 1) {
                throw new Failure(ExitCode.USAGE, "only designs of one system can be compared, such as kvm/linux-6.7");
            }
            ModelSystem chosen = session.system(systems.get(0));
            DesignBench bench = DesignBench.run(session, chosen, designs, scope(chosen), PROPERTY);
            if (!"-".equals(json)) {
                session.out().print(bench.text(session.width(), session.style()));
            }
            if (json != null) {
                session.write(json, bench.json().toPrettyString() + "\n");
            }
            return bench.complete() ? ExitCode.OK : ExitCode.BOUND;
        }
    }

    private ExitCode one() throws IOException {
        check("--policy", or(policy, CD0_ZAPS_ALL), 0, POLICIES.size() - 1);
        SearchFlags.checkThreads(or(threads, 1));
        checkpoints.check();
        if (warmUp) {
            checkpoints.mustBeUnused("a run without --warm-up");
            BenchRun unused = run();
        }
        BenchRun run = run();
        if (!"-".equals(json)) {
            session.out().print(run.text());
        }
        if (json != null) {
            session.write(json, run.json().toPrettyString() + "\n");
        }
        return run.verdict() == Verdict.UNDECIDED ? ExitCode.BOUND : ExitCode.OK;
    }

    private BenchRun run() {
        return handWritten ? handWritten() : search();
    }

    private BenchRun search() {
        Progress progress = session.drive();
        progress.begin("bench", "states");
        SearchFiles files = checkpoints.checkpoints(false).files(subject());
        BenchRun run = BenchRun.search(this::subject, or(threads, 1), symmetry, files, progress);
        progress.clear();
        return run;
    }

    private BenchRun handWritten() {
        if (or(policy, CD0_ZAPS_ALL) != CD0_ZAPS_ALL || or(threads, 1) != 1 || symmetry) {
            throw new Failure(ExitCode.USAGE, "--hand-written is for policy 2, 1 thread and no symmetry");
        }
        checkpoints.mustBeUnused("a run of the search");
        return BenchRun.handWritten(or(vcpus, 3), or(frames, 3), PROPERTY, session::nanos);
    }

    private ExitCode suite() throws IOException {
        Model unused = model(); // so that a mistake shows before anything is measured
        Progress progress = session.drive();
        Suite suite = new Suite(tool(), progress::stopped, line -> session.err().println("bench: " + line));
        SuiteResult result = suite.run(quick, !withoutSpin);
        SuiteReport report = new SuiteReport(result);
        if (!"-".equals(json)) {
            session.out().print(report.text(session.width(), session.style()));
        }
        if (json != null) {
            ObjectNode node = report.json();
            session.write(json, node.toPrettyString() + "\n");
        }
        return result.complete() ? ExitCode.OK : ExitCode.BOUND;
    }

    /** The command that starts this tool as it was started, heap and collector included. */
    private static List<String> tool() {
        List<String> command = new ArrayList<>();
        command.add(OwnJava.program());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X"))
                .forEach(command::add);
        command.addAll(List.of("-cp", OwnJava.classPath(), Surroundings.MAIN_CLASS));
        return command;
    }

    private Model model() {
        ModelSystem chosen = session.system(targets.get(0));
        return Failure.asUsage(
                () -> chosen.model(chosen.design(POLICIES.get(or(policy, CD0_ZAPS_ALL))), scope(chosen)));
    }

    private Scope scope(ModelSystem chosen) {
        return Failure.asUsage(() -> chosen.scope("bench,vcpus=" + or(vcpus, 3) + ",frames=" + or(frames, 3)));
    }

    private Subject subject() {
        Model model = model();
        return new Subject(model, List.of(Failure.asUsage(() -> model.law(PROPERTY))));
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new Failure(ExitCode.USAGE, option + " " + value + " is not " + least + " to " + most);
        }
    }
}
