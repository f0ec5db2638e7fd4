package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.patch.open.Templates;
import dev.stalemate.patch.open.Templates.Function;
import dev.stalemate.patch.open.Templates.Language;
import dev.stalemate.report.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins a user's own design. */
@Command(
        name = "design",
        description = {
            "Writes a file to begin a design of your own with: it does what a release does, until you change it. check FILE then says what"
                    + " your change changes.",
            "A file that exists is never written over."
        })
public final class DesignCommand implements Callable<Integer> {
    /** The class of a template in Java. */
    private static final String CLASS = "MyPatch";

    private final Session session;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE|SYSTEM",
            description = "For --new the file, whose ending says the language: .c or .java. For --list a system.")
    private @Nullable String operand;

    @Option(names = "--new", paramLabel = "SYSTEM", description = "Write a design of this system, such as kvm.")
    private @Nullable String system;

    @Option(
            names = "--base",
            paramLabel = "DESIGN",
            description = "The design that it does the same as. Default: the last one that --list has.")
    private @Nullable String base;

    @Option(
            names = "--list",
            description =
                    "List the systems, the designs to begin with, and the calls that a program can answer; of SYSTEM also the"
                            + " functions that a file in C can define.")
    private boolean list;

    @Option(
            names = "--headers",
            paramLabel = "DIR",
            description = "Write the headers that files in C include to DIR, for an editor; check needs no copy.")
    private @Nullable Path headers;

    /** The verb in a session. */
    public DesignCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        long wanted = Stream.of(system != null, list, headers != null)
                .filter(given -> given)
                .count();
        if (wanted != 1) {
            throw new Failure(ExitCode.USAGE, "what to do? --new SYSTEM FILE, --list, or --headers DIR");
        }
        if (base != null && system == null) {
            throw new Failure(ExitCode.USAGE, "--base belongs to --new");
        }
        if (list) {
            list();
        } else if (headers != null) {
            headers(headers);
        } else if (system != null && operand != null) {
            begin(session.system(system), Path.of(operand));
        } else {
            throw new Failure(ExitCode.USAGE, "which file? design --new " + system + " my-patch.c");
        }
        return ExitCode.OK.number();
    }

    private void begin(ModelSystem of, Path file) throws IOException {
        Language language = Language.of(file.toString());
        if (language == null) {
            throw new Failure(ExitCode.USAGE, file + " ends in neither .c nor .java, so its language is not known");
        }
        checkName(String.valueOf(file.getFileName()), of);
        Design chosen = chosen(of, language);
        session.files().writes("--new", file.toString(), OutputKind.OTHER).check();
        mustBeFree(file);
        String text = Templates.text(of.name(), chosen.name(), language);
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.java$", "");
        if (language == Language.JAVA && SourceVersion.isName(name)) {
            text = text.replace(CLASS, name);
        }
        if (session.write(file.toString(), text)) {
            session.say(file + " does what " + of.name() + "/" + chosen.name() + " does. Change it, then: "
                    + session.command("check", file));
        }
    }

    private static void checkName(String file, ModelSystem of) {
        try {
            String unused = Patches.name(file, of);
        } catch (PatchException e) {
            Failure failure = new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
    }

    private Design chosen(ModelSystem of, Language language) {
        List<Design> all = Templates.of(of, language);
        if (all.isEmpty()) {
            String others = Stream.of(Language.values())
                    .flatMap(each -> session.systems().all().stream()
                            .filter(other -> !Templates.of(other, each).isEmpty())
                            .map(other -> other.name() + " in " + each))
                    .collect(Collectors.joining(", "));
            throw new Failure(
                    ExitCode.USAGE,
                    "there is no template for " + of.name() + " in " + language
                            + (others.isEmpty() ? "" : "; there are templates for " + others));
        }
        String wanted = base;
        if (wanted == null) {
            return all.get(all.size() - 1);
        }
        Design named = Failure.asUsage(() -> of.design(wanted));
        if (!all.contains(named)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "there is no template of " + of.name() + "/" + named.name() + " in " + language
                            + "; there are templates of " + names(all));
        }
        return named;
    }

    private static void mustBeFree(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new Failure(ExitCode.USAGE, file + " exists, and is not written over; name another file");
        }
    }

    private void headers(Path directory) throws IOException {
        Map<String, String> all = new TreeMap<>();
        session.systems().all().forEach(each -> all.putAll(Templates.headers(each.name())));
        for (Map.Entry<String, String> header : all.entrySet()) {
            Path file = directory.resolve(header.getKey());
            if (!Files.exists(file)
                    || !Files.readString(file, StandardCharsets.UTF_8).equals(header.getValue())) {
                mustBeFree(file);
            }
        }
        Files.createDirectories(directory);
        for (Map.Entry<String, String> header : all.entrySet()) {
            String file = directory.resolve(header.getKey()).toString();
            session.files().writes("--headers", file, OutputKind.OTHER).check();
            boolean unused = session.write(file, header.getValue());
        }
        session.say(String.join(", ", all.keySet()) + " are in " + directory);
    }

    private void list() {
        ModelSystem only = operand == null ? null : session.system(operand);
        Table table = new Table()
                .left("system")
                .wrapping("begin in C with")
                .wrapping("begin in Java with")
                .wrapping("calls that a program answers");
        for (ModelSystem each : only == null ? session.systems().all() : List.of(only)) {
            List<String> calls = Patches.calls(each.name()).asList();
            List<Design> c = Templates.of(each, Language.C);
            List<Design> java = Templates.of(each, Language.JAVA);
            if (only != null || !calls.isEmpty() || !c.isEmpty() || !java.isEmpty()) {
                table.row(each.name(), names(c), names(java), String.join(", ", calls));
            }
        }
        session.out().print(table.render(session.width(), session.style()));
        if (only != null && !Templates.functions(only.name()).isEmpty()) {
            Table functions = new Table().left("call").wrapping("function in C").wrapping("decides");
            for (Function function : Templates.functions(only.name())) {
                functions.row(function.call(), function.signature(), function.says());
            }
            session.out().print("\n" + functions.render(session.width(), session.style()));
        }
    }

    private static String names(List<Design> designs) {
        return designs.stream().map(Design::name).collect(Collectors.joining(", "));
    }
}
