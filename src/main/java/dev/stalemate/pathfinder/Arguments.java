package dev.stalemate.pathfinder;

import dev.stalemate.pathfinder.target.CodeThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The arguments with which Java PathFinder is run. */
final class Arguments {
    /** The default of Java PathFinder without the atomics, because an update through them can get lost as well; and our own checks. */
    private static final String NEVER_BREAK =
            "+vm.shared.never_break_methods=java.util.concurrent.locks.Abstract*Synchronizer.*,java.util.concurrent.TimeUnit.*,"
                    + CodeThreads.class.getPackageName() + ".Ghost.*";

    /** Code may end in a deadlock; that is noticed in another way. */
    static final String EXCEPTIONS = "+search.properties=gov.nasa.jpf.vm.NoUncaughtExceptionsProperty";

    private static final String TARGET = CodeThreads.class.getPackageName();

    /** Looks for data races of accesses that are not marked. */
    static final List<String> RACES = List.of(
            "+listener=gov.nasa.jpf.listener.PreciseRaceDetector",
            "+race.include=dev.stalemate.*",
            "+race.exclude="
                    + String.join(
                            ",",
                            TARGET + ".Flag.readOnce",
                            TARGET + ".Link.readOnce",
                            TARGET + ".SpinLock.*",
                            TARGET + ".Ghost.*"));

    /** The setting that names the question, which the results must name, too. */
    private static final String QUESTION = "stalemate.question";

    private final List<String> always;

    private Arguments(List<String> always) {
        this.always = always;
    }

    /** Those for a build. */
    static Arguments of(Home home, String classPath, Path directory) throws IOException {
        Path site = directory.resolve("site.properties");
        Files.write(site, List.of("jpf-core=" + home.directory(), "extensions=${jpf-core}"));
        return new Arguments(List.of(
                "+site=" + site,
                "+classpath=" + classPath,
                NEVER_BREAK,
                // It would guess from some accesses which lock protects a field.
                "+vm.shared.sync_detection=false",
                // Nobody else can write what a constructor has set, once it has returned; before that, it can be seen.
                "+vm.shared.skip_finals=false",
                "+vm.shared.skip_constructed_finals=true",
                "+vm.shared.skip_static_finals=true",
                "+report.publisher=xml",
                "+report.xml.finished=result,statistics"));
    }

    /** Those of a question. */
    List<String> of(Path place, List<String> program) {
        List<String> all = new ArrayList<>(always);
        all.add("+report.xml.file=" + place.resolve("report"));
        all.add("+" + QUESTION + "=" + place);
        all.addAll(program);
        return all;
    }
}
