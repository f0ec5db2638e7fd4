package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.cli.shared.BesideOption;
import dev.stalemate.cli.shared.ConditionOption;
import dev.stalemate.cli.shared.DesignOption;
import dev.stalemate.cli.shared.JsonOption;
import dev.stalemate.cli.shared.ResultDirectory;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.counterexample.Library;
import dev.stalemate.files.Reason;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.report.OtherDesign;
import dev.stalemate.report.ScenarioReport;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.scenario.PropertyResult;
import dev.stalemate.scenario.ScenarioException;
import dev.stalemate.scenario.ScenarioRun;
import dev.stalemate.scenario.ScenarioText;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a scenario that a person wrote. */
@Command(
        name = "run",
        description = {
            "Takes the steps of a scenario, as mails have them: prints what each step changes, and which properties hold in the end.",
            "A step is an action and its arguments, by position or by name: 'touch 0 0x0', 'touch vcpu=0 gpa=0x0', 'wrmsr 0"
                    + " def_type=E,FE,WB'. Between steps, 'expect P' says that no state so far violates a property, and 'expect"
                    + " ept[0x0]=UC' what is printed of the state there.",
            "Ends with 0, or with 12 if something is not as expected."
        })
public final class RunCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final String DRIVER = "run";
    private static final String JSON = ".json";
    private static final int MOST_BYTES = 1 << 20;

    private final Session session;

    @Parameters(
            index = "0",
            paramLabel = "SYSTEM/DESIGN|FILE",
            description = "The design that takes the steps, as for check, or a file with a design of your own.")
    private String target = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE|-",
            description = "The steps, one a line, with # before a comment; - for standard input.")
    private @Nullable Path file;

    @Option(
            names = "--steps",
            paramLabel = "STEPS",
            description = "The steps, with semicolons between them, instead of a file.")
    private @Nullable String steps;

    @Option(
            names = "--scope",
            paramLabel = "S",
            description = "As for check. Default: the first that has all steps, of the machine that the steps name"
                    + " (kvm) and the presets.")
    private @Nullable String scope;

    @Option(
            names = "--beside",
            paramLabel = "DESIGN|FILE",
            description =
                    "Another design of the system, perhaps of your own, on the same steps as long as it can take them.")
    private @Nullable String beside;

    @Option(
            names = "--expect",
            paramLabel = "P",
            description = "What is expected in the end, as after expect; can be given several times.")
    private List<String> expected = new ArrayList<>();

    @Option(
            names = "--save",
            paramLabel = "DIR|FILE.json",
            description =
                    "Save a counterexample of each violated property in a directory, or in a new file that of the property which is"
                            + " violated first.")
    private @Nullable Path save;

    @Mixin
    private final ConditionOption conditions = new ConditionOption();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final DesignOption own = new DesignOption();

    /** The verb in a session. */
    public RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        json.operand(word -> file == null && steps == null).ifPresent(word -> file = Path.of(word));
        if ((file == null) == (steps == null)) {
            String both = file == null ? "" : ", not both";
            throw new Failure(ExitCode.USAGE, "which steps? Name a file, - for standard input, or --steps" + both);
        }
        session.files()
                .reads(file)
                .writes("--json", json.file(), OutputKind.RUN)
                .writes("--save", save != null && isFile(save) ? save.toString() : null, OutputKind.OTHER)
                .check();
        String other = beside;
        boolean besideOwn = other != null && Patches.isSource(other);
        try (DesignOption.Opened opened = own.open(session, besideOwn ? List.of(target, other) : List.of(target))) {
            return taken(opened.targets().get(0), besideOwn ? opened.targets().get(1) : other)
                    .number();
        }
    }

    private ExitCode taken(String name, @Nullable String otherName) throws IOException, BadFileException {
        conditions.extend(session, List.of(name));
        ModelSystem system = system(name);
        Design design = BesideOption.design(system, name);
        ScenarioRun run = run(system, design);
        conditions.check(run.trace().model());
        for (String text : expected) {
            ScenarioRun before = run;
            run = Failure.asUsage(() -> before.expecting(text));
        }
        OtherDesign other = otherName == null ? null : beside(system, run.trace(), otherName);
        ScenarioReport report = new ScenarioReport(run, other);
        json.write(session, report.json().toPrettyString() + "\n");
        if (!json.alone()) {
            session.out().print(report.text(session.width(), session.style()));
            long missed = run.expectations().stream().filter(e -> !e.met()).count();
            if (!run.expectations().isEmpty()) {
                String says = missed == 0
                        ? "everything is as expected"
                        : "not as expected: " + missed + " of "
                                + run.expectations().size();
                session.out().print("\n" + session.style().paint(missed == 0 ? Tone.GOOD : Tone.BAD, says) + "\n");
            }
        }
        if (save != null) {
            save(system, run.trace(), save);
        }
        return run.isAsExpected() ? ExitCode.OK : ExitCode.VIOLATED;
    }

    private ModelSystem system(String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            throw new Failure(ExitCode.USAGE, "which design? SYSTEM/DESIGN, such as kvm/linux-6.7");
        }
        ModelSystem system = session.system(name.substring(0, slash));
        if (system instanceof CodeSystem) {
            throw new Failure(ExitCode.USAGE, "code is run by schedules, not step by step: run its model");
        }
        return system;
    }

    private ScenarioRun run(ModelSystem system, Design design) throws IOException, BadFileException {
        try {
            ScenarioText text = steps != null ? ScenarioText.of("--steps", steps) : ScenarioText.ofFile(name(), text());
            if (scope == null) {
                return ScenarioRun.anywhere(system, design, text);
            }
            String named = scope;
            return ScenarioRun.at(system, design, Failure.asUsage(() -> system.scope(named)), text);
        } catch (ScenarioException e) {
            Failure failure =
                    new Failure(steps == null ? ExitCode.BAD_INPUT : ExitCode.USAGE, String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        } catch (IllegalArgumentException e) {
            Failure failure = new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
    }

    private String name() {
        return file == null || file.toString().equals(STANDARD_INPUT) ? "standard input" : file.toString();
    }

    private String text() throws BadFileException {
        try (InputStream in =
                file == null || file.toString().equals(STANDARD_INPUT) ? session.in() : Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new BadFileException(name(), "is larger than " + MOST_BYTES + " bytes, so it is no scenario");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.stripLeading().startsWith("{")) {
                throw new BadFileException(
                        name(), "is a saved counterexample or other JSON, no scenario: replay shows a counterexample");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new BadFileException(name(), "is not UTF-8 text");
        } catch (IOException e) {
            throw new BadFileException(name(), "can't be read: " + Reason.of(e));
        }
    }

    private static OtherDesign beside(ModelSystem system, Trace trace, String name) {
        Design design = BesideOption.design(system, name);
        Model model = Failure.asUsage(() -> system.build(design, trace.model().scope()));
        return OtherDesign.of(trace, model);
    }

    private static boolean isFile(Path path) {
        return path.toString().endsWith(JSON);
    }

    private void save(ModelSystem system, Trace trace, Path where) throws IOException {
        List<PropertyResult> violated = PropertyResult.all(trace).stream()
                .filter(property -> property.kind() == PropertyResult.Kind.VIOLATED)
                .toList();
        if (violated.isEmpty()) {
            session.complain("nothing is saved: no property is violated");
            return;
        }
        if (isFile(where)) {
            if (Files.exists(where)) {
                throw new Failure(ExitCode.USAGE, "--save " + where + ": there is such a file; name a new one");
            }
            PropertyResult first = violated.stream()
                    .min((a, b) -> Integer.compare(a.at(), b.at()))
                    .orElseThrow();
            boolean written = session.write(
                    where.toString(),
                    CounterexampleWriter.text(counterexample(system, trace, first.law(), first.at())));
            if (written) {
                session.say(first.law().name() + " is saved; to see it again: " + session.replay(where));
            }
            return;
        }
        ResultDirectory results = new ResultDirectory(session, where);
        Library library = new Library(where);
        for (PropertyResult property : violated) {
            Counterexample c = counterexample(system, trace, property.law(), property.at());
            Path saved = results.save(CounterexampleWriter.text(c), () -> library.save(c, session.files()::writes));
            if (saved != null) {
                session.say(property.law().name() + " is saved; to see it again: " + session.replay(saved));
            }
        }
        results.tell();
    }

    /** Up to the first state that violates the property. */
    private static Counterexample counterexample(ModelSystem system, Trace trace, Law law, int at) {
        Trace cut = Trace.replay(trace.model(), trace.steps().subList(0, at));
        Counterexample.Found found = new Counterexample.Found(DRIVER, null, ToolVersion.NUMBER);
        return Counterexample.of(cut, law, null, found, false)
                .withFile(system.file(trace.model().design()));
    }
}
