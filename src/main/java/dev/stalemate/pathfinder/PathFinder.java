package dev.stalemate.pathfinder;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.outside.Child;
import dev.stalemate.outside.OwnJava;
import dev.stalemate.pathfinder.target.Canaries;
import dev.stalemate.pathfinder.target.CodeThreads;
import dev.stalemate.pathfinder.target.ModelThreads;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Java PathFinder as a checker of models and code, each question in a process of its own. An answer is accepted only if no result contradicts
 * it, see {@link Findings}. A violation is accepted if replaying its run here, without Java PathFinder, shows it.
 */
public final class PathFinder implements AutoCloseable {
    private static final int JAVA = 17;

    /** Calls into the JDK's own classes, which Java PathFinder models. */
    private static final List<String> OPENED = List.of(
            "--add-exports",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.util=ALL-UNNAMED");

    /** The default of Java PathFinder without the atomics: an update through them can get lost as well. */
    private static final String NEVER_BREAK =
            "+vm.shared.never_break_methods=java.util.concurrent.locks.Abstract*Synchronizer.*,java.util.concurrent.TimeUnit.*,"
                    + CodeThreads.class.getPackageName() + ".Ghost.*";

    /**
     * The default of Java PathFinder, and the checks of code: a check is made in the same turn as the access before it. The fields of the
     * protocols' own classes are final; threads write to cells, flags, locks and ranges.
     */
    private static final String NEVER_BREAK_FIELDS =
            "+vm.shared.never_break_fields=java.lang.Thread*.*,java.lang.System.*,"
                    + "java.lang.Runtime.*,java.lang.Boolean.*,java.lang.String.*,java.lang.*.TYPE,"
                    + Stream.of("*Code.*", "*.ghost", "*.code", "*$Throwing.*", "Cell.name", "Turn$Access.*")
                            .map(field -> CodeThreads.class.getPackageName() + "." + field)
                            .collect(Collectors.joining(","));

    private static final Pattern TAKEN = Pattern.compile("step (\\d{1,4}) (\\d{1,6})");

    private final Home home;
    private final Duration time;
    private final long bytes;
    private final BooleanSupplier stopped;
    private final Path directory;
    private final String classPath = OwnJava.classPath();
    private final AtomicInteger questions = new AtomicInteger();

    /**
     * Makes a build ready for questions.
     *
     * @param time for each question
     * @param bytes for each question, of heap
     * @param stopped whether the user wants it to end
     * @throws Home.Missing if it can't be used here
     * @throws IOException if there is no room for its files
     */
    public PathFinder(Home home, Duration time, long bytes, BooleanSupplier stopped) throws IOException, Home.Missing {
        if (Runtime.version().feature() != JAVA) {
            throw new Home.Missing("Java PathFinder needs a JDK " + JAVA + " to run on, and this is "
                    + Runtime.version().feature());
        }
        this.home = home;
        this.time = time;
        this.bytes = bytes;
        this.stopped = stopped;
        this.directory = Files.createTempDirectory("stalemate-jpf");
        boolean ready = false;
        try {
            Agents.compile(home, classPath, directory);
            Files.write(
                    directory.resolve("site.properties"),
                    List.of("jpf-core=" + home.directory(), "extensions=${jpf-core}"));
            ready = true;
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    /**
     * Decides a property of a model, whose threads take the model's atomic steps.
     *
     * @throws InterruptedIOException if the user ended it
     */
    public Ruling ask(Model model, Law law) throws IOException {
        if (law.kind() == Law.Kind.EVENTUALLY) {
            return Ruling.inconclusive(
                    law.name() + " is about progress, which Java PathFinder doesn't decide; an exhaustive search does");
        }
        long start = System.nanoTime();
        Findings found = run(
                List.of(
                        "+peer_packages+=," + Agents.PACKAGE,
                        "+cg.threads.break_start=false",
                        ModelThreads.class.getName()),
                ModelJob.of(model, law));
        SteppedModel stepped = new SteppedModel(model, law);
        return rule(model, law, found, seconds(start), () -> choices(stepped, found));
    }

    /**
     * Decides a property of code, whose threads are interrupted at each access to a shared field.
     *
     * @throws InterruptedIOException if the user ended it
     */
    public Ruling ask(CodeSystem system, Design design, Scope scope, Law law) throws IOException {
        Model model = system.model(design, scope);
        List<String> config = new ArrayList<>();
        config.add("+search.properties=gov.nasa.jpf.vm.NoUncaughtExceptionsProperty");
        if (law.name().equals(CodeSystem.RACE)) {
            config.add("+listener=gov.nasa.jpf.listener.PreciseRaceDetector");
            config.add("+race.include=" + CodeThreads.class.getPackageName() + ".*");
            config.add("+race.exclude=*.readOnce,*.SpinLock.*,*.Ghost.*");
        }
        config.addAll(List.of(
                CodeThreads.class.getName(), system.programs().getClass().getName(), design.name(), law.name()));
        for (int number : system.numbers(scope)) {
            config.add(Integer.toString(number));
        }
        long start = System.nanoTime();
        Findings found = run(config, null);
        return rule(
                model,
                model.law(law.name()),
                found,
                seconds(start),
                () -> Schedule.steps(found.notes().get("event"), model));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** The steps of the run that ended in the error; throws IllegalArgumentException where that makes no sense. */
    private interface Run {
        List<Step> steps();
    }

    private static Ruling rule(Model model, Law law, Findings found, double seconds, Run run) {
        long states = found.number("states");
        long modelStates = found.number("model-states");
        boolean sought = law.kind() == Law.Kind.SOMETIMES;
        if (!found.objection().isEmpty()) {
            return Ruling.inconclusive(found.objection(), states, modelStates, seconds);
        }
        if (found.errors().isEmpty()) {
            ImmutableList.Builder<String> vacuous = ImmutableList.builder();
            vacuous.addAll(found.notes().get("never"));
            if (modelStates > 0 && found.number("premise-held") == 0) {
                vacuous.add(law.name());
            }
            ImmutableList<String> never = vacuous.build();
            Verdict verdict = sought ? Verdict.VIOLATED : never.isEmpty() ? Verdict.HOLDS : Verdict.VACUOUS;
            return new Ruling(verdict, "", null, states, modelStates, never, seconds);
        }
        try {
            Trace trace = Trace.replay(model, run.steps());
            if (sought ? !law.holds().test(trace.end()) : trace.firstViolation(law) < 0) {
                throw new IllegalArgumentException("its run does not show it");
            }
            boolean shrinks = law.kind() == Law.Kind.ALWAYS;
            return new Ruling(
                    sought ? Verdict.HOLDS : Verdict.VIOLATED,
                    "",
                    sought ? null : shrinks ? shrunk(model, law, trace, modelStates > 0) : trace,
                    states,
                    modelStates,
                    ImmutableList.of(),
                    seconds);
        } catch (IllegalArgumentException e) {
            return Ruling.inconclusive(
                    "Java PathFinder reports " + found.errors().get(0) + "; " + e.getMessage(),
                    states,
                    modelStates,
                    seconds);
        }
    }

    /** A step of code takes a thousand times as long as one of a model, so no other order is tried. */
    private static Trace shrunk(Model model, Law law, Trace trace, boolean isModel) {
        Shrinker shrinker = new Shrinker(model, law);
        return isModel ? shrinker.shrink(trace.steps()) : shrinker.drop(trace.steps());
    }

    /** The run of a model's threads: each choice is a thread and one of its steps. */
    private static List<Step> choices(SteppedModel model, Findings found) {
        long[] state = model.initial();
        List<Step> steps = new ArrayList<>();
        for (String event : found.notes().get("event")) {
            Matcher taken = TAKEN.matcher(event);
            if (!taken.matches()) {
                continue; // what the threads' own fields are read and written for
            }
            Step step = model.step(Integer.parseInt(taken.group(1)), Integer.parseInt(taken.group(2)), state);
            step.apply(state);
            steps.add(step);
        }
        return steps;
    }

    /**
     * Runs programs whose answer is known. Returns why this Java PathFinder can't be trusted, in a sentence each; empty if it can.
     *
     * @throws InterruptedIOException if the user ended it
     */
    public List<String> silentCanaries() throws IOException {
        List<String> silent = new ArrayList<>();
        Findings race = run(List.of(Canaries.KnownBug.class.getName()), null);
        if (race.errors().isEmpty()) {
            silent.add("it did not find a lost update of a field" + because(race));
        }
        Findings atomic = run(List.of(Canaries.LostAtomicUpdate.class.getName()), null);
        if (atomic.errors().isEmpty()) {
            silent.add("it did not find a lost update through an atomic" + because(atomic));
        }
        Findings lost = run(List.of(Canaries.RecordEquals.class.getName()), null);
        if (lost.errors().isEmpty() && !lost.notes().containsKey("lost")) {
            silent.add("a thread that ends at a call that can't be resolved was not noticed" + because(lost));
        }
        return silent;
    }

    private static String because(Findings findings) {
        return findings.objection().isEmpty() ? "" : " (" + findings.objection() + ")";
    }

    private Findings run(List<String> program, @Nullable ModelJob job) throws IOException {
        Path place = Files.createDirectory(directory.resolve("q" + questions.incrementAndGet()));
        try {
            if (job != null) {
                job.write(place.resolve("model"));
            }
            List<String> config = new ArrayList<>(List.of(
                    "+site=" + directory.resolve("site.properties"),
                    "+classpath=" + classPath,
                    NEVER_BREAK,
                    NEVER_BREAK_FIELDS,
                    "+vm.shared.sync_detection=false",
                    // Atomics are in final fields; what a constructor has set is safe once it has returned.
                    "+vm.shared.skip_finals=false",
                    "+vm.shared.skip_constructed_finals=true",
                    "+report.publisher=xml",
                    "+report.xml.file=" + place.resolve("report"),
                    "+report.xml.finished=result,statistics"));
            config.addAll(program);
            Files.write(place.resolve("config"), config);
            String unused = new Child(place, stopped).run(time, command(place));
            return Findings.in(place);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return Findings.none("Java PathFinder: " + e.getMessage());
        } finally {
            delete(place);
        }
    }

    private List<String> command(Path place) {
        List<String> command = new ArrayList<>(List.of(
                OwnJava.program(),
                "-Xmx" + Math.max(1, bytes >> 20) + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(OPENED);
        command.addAll(List.of(
                "-classpath",
                String.join(File.pathSeparator, home.jar().toString(), directory.toString(), classPath),
                Agents.MAIN,
                place.toString()));
        return command;
    }

    @Override
    public void close() throws IOException {
        delete(directory);
    }

    private static void delete(Path directory) throws IOException {
        MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
}
