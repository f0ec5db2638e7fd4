package dev.stalemate.cli;

import com.google.common.base.Splitter;
import dev.stalemate.cli.lab.LabCommand;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.cli.session.Troubles;
import dev.stalemate.cli.verbs.BenchCommand;
import dev.stalemate.cli.verbs.CheckCommand;
import dev.stalemate.cli.verbs.CompareCommand;
import dev.stalemate.cli.verbs.CompletionCommand;
import dev.stalemate.cli.verbs.ConformCommand;
import dev.stalemate.cli.verbs.DemoCommand;
import dev.stalemate.cli.verbs.DesignCommand;
import dev.stalemate.cli.verbs.DriveCommand;
import dev.stalemate.cli.verbs.ExploreCommand;
import dev.stalemate.cli.verbs.ExportCommand;
import dev.stalemate.cli.verbs.ListCommand;
import dev.stalemate.cli.verbs.LitmusCommand;
import dev.stalemate.cli.verbs.MtrrCommand;
import dev.stalemate.cli.verbs.ProveCommand;
import dev.stalemate.cli.verbs.RecordCommand;
import dev.stalemate.cli.verbs.ReplayCommand;
import dev.stalemate.cli.verbs.ReportCommand;
import dev.stalemate.cli.verbs.RunCommand;
import dev.stalemate.cli.verbs.ShareCommand;
import dev.stalemate.cli.verbs.ShrinkCommand;
import dev.stalemate.cli.verbs.TraceCommand;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.decide.QuestionException;
import dev.stalemate.decide.TooWideException;
import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.files.AtomicFile;
import dev.stalemate.files.WorkPlace;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.outside.Processes;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.prove.execute.Weaving;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.text.Names;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: its verbs, the options that all of them have, and how each failure ends. */
@Command(
        name = "stalemate",
        description = "Checks hypervisor designs for stale memory types and stale mappings.",
        footerHeading = "%nstalemate VERB --help explains a verb.%n",
        exitCodeListHeading = "%nExit codes:%n")
public final class Stalemate implements Callable<Integer> {
    private static final Splitter BEFORE_VALUE = Splitter.on('=').limit(2);

    /** What somebody reads who has typed the tool's name alone. */
    private static final String FIRST =
            """
            Stalemate looks for stale memory types and stale mappings in designs of hypervisors: it tries every order of steps, and a
            bug comes as the shortest run that shows it.

              COMMAND demo                           one question, its answer, and a page of it in your browser
              COMMAND check K3                       the same question, in the terminal
              COMMAND design --new kvm my-patch.c    a file for a patch of your own; then: COMMAND check my-patch.c

            COMMAND list shows the systems, designs and claims that there are; COMMAND --help the verbs.
            """;

    private final Session session;

    private Stalemate(Session session) {
        this.session = session;
    }

    /** Runs the tool with these arguments; the number is an {@link ExitCode}'s. */
    public static int run(Session session, String... args) {
        int code;
        try {
            code = commandLine(session, args).execute(args);
        } catch (OutOfMemoryError e) {
            session.complain(
                    "out of memory: bound the run with --max-memory or --max-states, or choose a smaller scope");
            code = ExitCode.BOUND.number();
        } catch (RuntimeException | Error e) {
            code = internal(session, e);
        }
        session.out().flush();
        code = session.troubles().tell(session, code);
        session.err().flush();
        return code;
    }

    /**
     * Runs the tool once more where the code of models can be looked into. Public for {@link Weaving} alone.
     *
     * @param session the parts of the session that runs it
     * @param args the arguments
     */
    public static int runWoven(Map<String, Object> session, String[] args) {
        return run(Session.copy(CodeSystem.catalogue(), session, Stalemate::leaveNothing), args);
    }

    /** Ends the processes that were started, and removes what they leave. */
    static void leaveNothing() {
        Processes.endAll();
        WorkPlace.closeAll();
        AtomicFile.removeUnfinished();
    }

    private static int again(Session session, String... args) {
        return (Integer) Objects.requireNonNull(Weaving.run(Stalemate.class, "runWoven", session.parts(), args));
    }

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    void setDebug(boolean on) {
        session.setDebug(on);
    }

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description = "No colours, as when NO_COLOR is set or standard output is no terminal.")
    void setPlain(boolean on) {
        session.setPlain(on);
    }

    @Override
    public Integer call() {
        session.out().print(FIRST.replace("COMMAND", session.surroundings().command()));
        return ExitCode.USAGE.number();
    }

    private static Map<String, Supplier<Object>> verbs(Session session) {
        Map<String, Supplier<Object>> verbs = new LinkedHashMap<>();
        verbs.put("demo", () -> new DemoCommand(session));
        verbs.put("check", () -> new CheckCommand(session));
        verbs.put("list", () -> new ListCommand(session));
        verbs.put("prove", () -> new ProveCommand(session, args -> again(session, args)));
        verbs.put("design", () -> new DesignCommand(session));
        verbs.put("run", () -> new RunCommand(session));
        verbs.put("compare", () -> new CompareCommand(session));
        verbs.put("replay", () -> new ReplayCommand(session));
        verbs.put("report", () -> new ReportCommand(session));
        verbs.put("share", () -> new ShareCommand(session));
        verbs.put("export", () -> new ExportCommand(session));
        verbs.put("shrink", () -> new ShrinkCommand(session));
        verbs.put("explore", () -> new ExploreCommand(session));
        verbs.put("litmus", () -> new LitmusCommand(session));
        verbs.put("mtrr", () -> new MtrrCommand(session));
        verbs.put("trace", () -> new TraceCommand(session));
        verbs.put("conform", () -> ConformCommand.with(session));
        verbs.put("lab", () -> LabCommand.with(session));
        verbs.put("drive", () -> new DriveCommand(session));
        verbs.put("record", () -> new RecordCommand(session));
        verbs.put("bench", () -> new BenchCommand(session));
        verbs.put(CompletionCommand.NAME, () -> new CompletionCommand(session));
        return verbs;
    }

    /** With the verb that the arguments name; with all verbs where they name none, or one that is about all. */
    static CommandLine commandLine(Session session, String... args) {
        CommandLine top = new CommandLine(new Stalemate(session));
        Map<String, Supplier<Object>> verbs = verbs(session);
        // What no other verb is needed for is not made: that is most of what a short run does.
        @Nullable
        Supplier<Object> only = args.length == 0 || args[0].equals(CompletionCommand.NAME) ? null : verbs.get(args[0]);
        (only == null ? verbs.values() : List.of(only)).forEach(verb -> top.addSubcommand(verb.get()));
        top.getCommandSpec()
                .usageMessage()
                .exitCodeList(Arrays.stream(ExitCode.values())
                        .collect(Collectors.toMap(
                                c -> Integer.toString(c.number()), ExitCode::says, (a, b) -> a, LinkedHashMap::new)));
        top.getCommandSpec().version(ToolVersion.FULL);
        withHelp(top);
        top.getSubcommands().values().forEach(verb -> {
            withHelp(verb);
            verb.getSubcommands().values().forEach(Stalemate::withHelp);
        });
        top.setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8));
        top.setErr(new PrintWriter(session.err(), true, StandardCharsets.UTF_8));
        top.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        top.setUsageHelpWidth(100);
        top.setParameterExceptionHandler((e, given) -> usage(session, e));
        top.setExecutionExceptionHandler((e, command, parsed) -> failed(session, e));
        return top;
    }

    private static void withHelp(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(true);
    }

    private static int usage(Session session, ParameterException e) {
        session.complain(e.getMessage() + meant(e));
        session.err().print("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help\n");
        return ExitCode.USAGE.number();
    }

    /** A verb, an option or one of an option's few values that may have been meant. */
    private static String meant(ParameterException e) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String first = unmatched.getUnmatched().get(0);
            return unmatched.isUnknownOption()
                    ? Names.meant(
                            BEFORE_VALUE.split(first).iterator().next(),
                            spec.optionsMap().keySet())
                    : Names.meant(first, spec.subcommands().keySet());
        }
        ArgSpec about = e.getArgSpec();
        return about == null || e.getValue() == null || !about.typeInfo().isEnum()
                ? ""
                : Names.meant(e.getValue(), about.typeInfo().getEnumConstantNames());
    }

    private static int failed(Session session, Exception e) {
        if (session.debug()) {
            e.printStackTrace(session.err());
        }
        if (e instanceof Failure failure) {
            session.complain(String.valueOf(failure.getMessage()));
            return failure.code().number();
        }
        if (e instanceof QuestionException) {
            session.complain(e.getMessage() + (e instanceof TooWideException ? "; try --driver random" : ""));
            return ExitCode.USAGE.number();
        }
        if (e instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return failed(session, unchecked.getCause());
        }
        if (e instanceof ClusterException) {
            session.complain(String.valueOf(e.getMessage()));
            return ExitCode.INTERNAL.number();
        }
        if (e instanceof BadFileException || e instanceof BadCheckpointException) {
            session.complain(String.valueOf(e.getMessage()));
            return ExitCode.BAD_INPUT.number();
        }
        if (e instanceof IOException io) {
            session.complain(Troubles.says(io));
            return ExitCode.INTERNAL.number();
        }
        return internal(session, e);
    }

    private static int internal(Session session, Throwable e) {
        DesignException mistake = mistake(session, e);
        if (mistake != null) {
            session.complain(mistake.says());
            return ExitCode.BAD_INPUT.number();
        }
        session.complain("internal error: " + e + (session.debug() ? "" : "; run with --debug for where"));
        return ExitCode.INTERNAL.number();
    }

    /** What a design's code threw; null where it wasn't a design's. */
    private static @Nullable DesignException mistake(Session session, Throwable e) {
        if (e instanceof DesignException found) {
            return found;
        }
        StackTraceElement at = DesignException.isMistake(e) ? DesignException.author(e) : null;
        for (ModelSystem system : session.systems().made()) {
            Stream<Class<?>> classes = Stream.concat(
                    Stream.of(system.getClass()), system.designs().stream().map(Object::getClass));
            if (at != null && classes.anyMatch(c -> at.getClassName().startsWith(c.getPackageName() + "."))) {
                return DesignException.somewhere(system.name(), e);
            }
        }
        return null;
    }
}
