package dev.stalemate.cli.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.AgainstCheck;
import dev.stalemate.cli.shared.AgainstOption;
import dev.stalemate.cli.shared.AgreementCheck;
import dev.stalemate.cli.shared.ClusterFlags;
import dev.stalemate.cli.shared.ConditionOption;
import dev.stalemate.cli.shared.CostOption;
import dev.stalemate.cli.shared.DesignOption;
import dev.stalemate.cli.shared.DistinctOption;
import dev.stalemate.cli.shared.ExhaustiveFlags;
import dev.stalemate.cli.shared.FoundRuns;
import dev.stalemate.cli.shared.LimitFlags;
import dev.stalemate.cli.shared.MailOption;
import dev.stalemate.cli.shared.PathFinderFlags;
import dev.stalemate.cli.shared.RandomOptions;
import dev.stalemate.cli.shared.Selection;
import dev.stalemate.cli.shared.WatchLoop;
import dev.stalemate.decide.Agreement;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.OtherRuns;
import dev.stalemate.decide.PathFinderSearch;
import dev.stalemate.decide.Question;
import dev.stalemate.files.DiskWatch;
import dev.stalemate.files.FileWatch;
import dev.stalemate.patch.Patch;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.pathfinder.PathFinder;
import dev.stalemate.report.ClaimJson;
import dev.stalemate.report.ClaimReport;
import dev.stalemate.report.NotAsked;
import dev.stalemate.report.OtherRunsReport;
import dev.stalemate.report.Progress;
import dev.stalemate.report.Summary;
import dev.stalemate.report.ViolationsReport;
import dev.stalemate.search.Limits;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides claims, or explores a design. */
@Command(
        name = "check",
        description = {
            "Decides claims, or looks at one design's properties.",
            "Without an argument: every claim of every system."
        })
public final class CheckCommand implements Callable<Integer> {
    private static final Duration DEFAULT_QUESTION_TIME = Duration.ofMinutes(5);
    private static final long DEFAULT_HEAP = 2L << 30;
    private static final String GROWING = "auto";

    private final Session session;

    @Parameters(
            paramLabel = "CLAIM|SYSTEM[/DESIGN]|FILE",
            description = "A claim such as K17 (with K17b and so on), all claims of a system, a design to explore,"
                    + " perhaps with other settings (see list designs): nested-ept/patch-2010,at-load=left;"
                    + " or a file with a design of your own, in C or Java.")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--property", paramLabel = "P", description = "Only this property; may be given several times.")
    private List<String> laws = new ArrayList<>();

    @Option(
            names = "--scope",
            paramLabel = "S",
            description =
                    "A preset (see list scopes), settings such as vcpus=3,frames=2, or both. Settings alone change a claim's own"
                            + " scope, or small. At a scope of your own a claim's recorded verdict does not have to be met. auto: the own"
                            + " scopes first, then larger and larger ones until --max-time is spent. Without it a design is asked"
                            + " at small and at the scope of each claim of its system.")
    private @Nullable String scope;

    @Mixin
    private ConditionOption conditions = new ConditionOption();

    @Mixin
    private DesignOption design = new DesignOption();

    @Option(
            names = "--driver",
            description =
                    "bfs: every state of the scope, shortest counterexamples. random: random walks, at full width first. jpf: Java"
                            + " PathFinder, where you have it, without --scope at the smallest scope that is violated or the largest one"
                            + " of at most --max-states (default: 5000). Default: ${DEFAULT-VALUE}.")
    private Driver driver = Driver.bfs;

    @Mixin
    private RandomOptions walking = new RandomOptions();

    @Mixin
    private PathFinderFlags pathFinder = new PathFinderFlags();

    @Option(
            names = "--agree",
            description =
                    "Ask the search and Java PathFinder the same questions, at scopes small enough for both, and ask Java PathFinder"
                            + " about the code of those that have some: any difference is an error. Without an argument: all claims with"
                            + " interleavings. --max-states bounds the states of a scope (default: 5000), --max-time a question"
                            + " (default: 5m).")
    private boolean agree;

    @Mixin
    private AgainstOption against = new AgainstOption();

    @Mixin
    private CostOption costs = new CostOption();

    @Mixin
    private DistinctOption distinct = new DistinctOption();

    @Mixin
    private ExhaustiveFlags exhaustive = new ExhaustiveFlags();

    @Mixin
    private ClusterFlags cluster = new ClusterFlags();

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the result as JSON; to standard output alone for -.")
    private @Nullable String json;

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description =
                    "Save every counterexample there. Default: only new ones, in the user's state directory, which the output"
                            + " names.")
    private @Nullable Path save;

    @Mixin
    private LimitFlags bounds = new LimitFlags();

    @Mixin
    private MailOption mail = new MailOption();

    /** The verb in a session. */
    public CheckCommand(Session session) {
        this.session = session;
    }

    /** What explores. */
    enum Driver {
        bfs,
        random,
        jpf
    }

    @Override
    public Integer call() throws IOException {
        laws.addAll(conditions.laws());
        boolean watching = against.isWatching();
        cluster.check(agree ? "--agree" : watching ? "--watch" : driver == Driver.jpf ? "--driver jpf" : "", bounds);
        if (cluster.used()) {
            distinct.mustBeUnused("--cluster");
            design.mustBeSent("--cluster");
        }
        if (watching) {
            distinct.mustBeUnused("--watch");
            return watch().number();
        }
        try (DesignOption.Opened opened = design.open(session, targets)) {
            targets = opened.targets();
            conditions.extend(session, targets);
            return answered(opened.patch());
        } finally {
            cluster.close();
        }
    }

    private void mustSuitDriver(boolean grows) throws IOException {
        if (driver == Driver.bfs) {
            walking.mustBeEven();
        } else {
            exhaustive.mustBeUnused(driver == Driver.random);
            cluster.mustLeaveStates();
        }
        if (driver != Driver.bfs && grows) {
            throw new Failure(ExitCode.USAGE, "--scope auto needs an exhaustive search: --driver bfs");
        }
        exhaustive.check(cluster);
        if (driver != Driver.jpf) {
            pathFinder.mustBeUnused();
        }
    }

    private int answered(@Nullable Patch own) throws IOException {
        if (!walking.positive() || !bounds.positive()) {
            throw new Failure(ExitCode.USAGE, "--walks, --length, --max-states and --max-depth need a positive number");
        }
        session.files().writes("--json", json, OutputKind.OTHER).writes("--junit", mail.junit(), OutputKind.OTHER);
        exhaustive.keepsIn(session.files(), cluster).check();
        boolean grows = GROWING.equals(scope);
        distinct.check(driver == Driver.bfs && !grows);
        if (agree) {
            distinct.mustBeUnused("--agree");
            mail.mustBeUnused("--agree");
            return agreement();
        }
        if (against.isUsed()) {
            distinct.mustBeUnused("--against");
        }
        if (against.isUsed() || (own != null && comparesByItself())) {
            return compare(own).number();
        }
        if (scope == null && own != null && !own.scope().isEmpty()) {
            scope = own.scope();
        }
        mustSuitDriver(grows);
        boolean everyScope = driver == Driver.bfs && !grows;
        Collection<Question> questions = new Selection(session, laws, grows ? null : scope, everyScope).of(targets);
        if (driver == Driver.bfs && questions.stream().anyMatch(q -> q.system() instanceof CodeSystem)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "code has as many states as schedules: --driver jpf explores it, --driver random tries some");
        }
        Progress progress = session.drive();
        long began = session.nanos();
        Map<Question, Decision> decided = decide(questions, grows);
        List<Decision> decisions =
                questions.stream().map(decided::get).filter(Objects::nonNull).toList();
        List<OtherRuns> others = distinct.find(session, decisions, bounds);
        progress.clear();
        Summary summary = Summary.of(
                questions.stream().anyMatch(q -> q.claim() != null),
                decisions,
                questions.size(),
                (session.nanos() - began) / 1e9);
        // Before anything is printed: by then a reader may be gone. What can't be saved is told at the end.
        FoundRuns runs = new FoundRuns(session, save, driver.name(), driver == Driver.random ? walking.seed() : null);
        runs.save(questions, decided, d -> furtherRuns(d, others), save != null);
        List<Path> saved = runs.saved();
        boolean text = !"-".equals(json);
        OtherRunsReport otherRuns = new OtherRunsReport(others);
        ViolationsReport violations = new ViolationsReport(decisions, walking::violations);
        mail.write(session, questions, decided, runs);
        if (text && !mail.isText()) {
            session.out().print(mail.of(session, questions, decided, others, runs));
        } else if (text) {
            String counted = driver == Driver.random ? "walks" : "states";
            session.out()
                    .print(new ClaimReport(decisions, summary, counted, session.width(), session.style())
                                    .text(!targets.isEmpty())
                            + otherRuns.text(session.width(), session.style())
                            + violations.text(session.width(), session.style())
                            + new NotAsked(ClaimReport.proseWidth(session.width())).text(decided)
                            + costs.text(session, targets, questions));
        }
        PrintStream aside = text && mail.isText() ? session.out() : session.err();
        saved.forEach(file -> aside.print("saved; to see it again: " + session.replay(file) + "\n"));
        if (json != null) {
            ObjectNode result = ClaimJson.of(decisions, summary);
            otherRuns.fill(result.withArray("claims"), decisions);
            violations.fill(result.withArray("claims"));
            session.write(json, costs.json(result, session, targets, questions).toPrettyString() + "\n");
        }
        return exitCode(questions.size(), decisions, others).number();
    }

    /** The runs of a decision besides its own. */
    private List<Trace> furtherRuns(Decision decision, List<OtherRuns> others) {
        return Stream.concat(
                        others.stream()
                                .filter(o -> o.decision().equals(decision))
                                .flatMap(o -> o.others().stream()),
                        walking.violations(decision).othersThan(decision.trace()).stream())
                .toList();
    }

    private Map<Question, Decision> decide(Collection<Question> questions, boolean grows) throws IOException {
        switch (driver) {
            case bfs -> {
                return exhaustive.decide(session, questions, bounds, cluster, grows);
            }
            case random -> {
                return walking.decide(
                        session,
                        questions,
                        scope == null,
                        bounds,
                        exhaustive.coverage(),
                        exhaustive.threads(),
                        cluster);
            }
            case jpf -> {
                try (PathFinder judge =
                        pathFinder.open(questionTime(), bounds.bytes(DEFAULT_HEAP), session.listener())) {
                    int most = scope == null ? bounds.states(Agreement.STATES) : 0;
                    return new PathFinderSearch(judge, session.listener(), most).decide(questions);
                }
            }
        }
        throw new AssertionError(driver);
    }

    private int agreement() throws IOException {
        if (driver != Driver.bfs || scope != null || save != null) {
            throw new Failure(ExitCode.USAGE, "--agree uses both drivers and scopes of its own, and saves nothing");
        }
        int most = bounds.states(Agreement.STATES);
        Collection<Question> questions =
                AgreementCheck.comparable(session, new Selection(session, laws, null, false).of(targets), targets);
        try (PathFinder judge = pathFinder.open(questionTime(), bounds.bytes(DEFAULT_HEAP), session.drive())) {
            return AgreementCheck.run(session, judge, questions, most, json).number();
        }
    }

    /** Whether nothing is said that only a check of one design can do. */
    private boolean comparesByItself() {
        return driver == Driver.bfs
                && scope == null
                && !exhaustive.coverage()
                && !exhaustive.keeps()
                && !distinct.isUsed()
                && mail.isUnused();
    }

    private ExitCode compare(@Nullable Patch own) throws IOException {
        mustBeComparable();
        return new AgainstCheck(session, session.listener(), this::search, bounds.limits())
                .run(against.points(session, targets, own, laws, scope, session.listener()), json, save);
    }

    private ExitCode watch() throws IOException {
        mustBeComparable();
        if (json != null || save != null) {
            throw new Failure(ExitCode.USAGE, "--watch prints, and writes no file");
        }
        try (FileWatch file = new DiskWatch(List.of(design.file(targets)))) {
            new WatchLoop(session, file, this::search, bounds.limits())
                    .run(() -> design.open(session, targets), (opened, listener) -> {
                        conditions.extend(session, opened.targets());
                        return against.points(session, opened.targets(), opened.patch(), laws, scope, listener);
                    });
        }
        return ExitCode.OK;
    }

    private void mustBeComparable() {
        mail.mustBeUnused("--against");
        if (driver != Driver.bfs || GROWING.equals(scope) || exhaustive.coverage()) {
            throw new Failure(
                    ExitCode.USAGE, "--against needs --driver bfs, and has neither --coverage nor --scope auto");
        }
        walking.mustBeEven();
        pathFinder.mustBeUnused();
        exhaustive.mustKeepNothing("a check without --against");
    }

    private Duration questionTime() {
        return bounds.time(DEFAULT_QUESTION_TIME);
    }

    private Exhaustive search(Limits limits, Listener listener) {
        return exhaustive.search(session, bounds, limits, listener, cluster);
    }

    private ExitCode exitCode(int asked, List<Decision> decisions, List<OtherRuns> others) {
        List<ExitCode> codes =
                new ArrayList<>(decisions.stream().map(ExitCode::of).toList());
        if (others.stream().anyMatch(OtherRuns::isOpen)) {
            codes.add(ExitCode.BOUND);
        }
        if (decisions.size() < asked) {
            String why = session.interrupted()
                    ? "interrupted: "
                    : session.listener().failed() ? "because a design's code failed, " : "time ran out: ";
            session.complain(why + (asked - decisions.size()) + " of " + asked + " questions were not looked at");
            codes.add(ExitCode.BOUND);
        }
        return ExitCode.worst(codes);
    }
}
