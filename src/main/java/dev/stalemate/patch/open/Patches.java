package dev.stalemate.patch.open;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Design;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PatchFile;
import dev.stalemate.outside.ChildProgram;
import dev.stalemate.patch.Head;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.c.CProgram;
import dev.stalemate.patch.ioreq.IoreqPlays;
import dev.stalemate.patch.java.JavaDesign;
import dev.stalemate.patch.kvm.KvmPlays;
import dev.stalemate.patch.talk.Announcement;
import dev.stalemate.patch.talk.Plays;
import dev.stalemate.patch.talk.Talk;
import dev.stalemate.patch.xen.XenPlays;
import dev.stalemate.patch.zaplist.ZapListPlays;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.text.Visible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Opens users' designs, and ends what runs for them. */
public final class Patches implements AutoCloseable {
    private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final String JAVA = ".java";
    private static final Pattern ENDING = Pattern.compile("\\.(c|java)$");
    private static final Pattern SCRIPT = Pattern.compile("\\.(c|java|py|pl|rb|sh)$");
    private static final int MOST_NAME = 300;

    /** The beginning of what Java says of a command that can't be started. */
    private static final Pattern NOT_STARTED = Pattern.compile("^Cannot run program .*: (error=[0-9]+, )?");

    private static final List<Plays> PLAYS =
            List.of(new KvmPlays(), new XenPlays(), new ZapListPlays(), new IoreqPlays());

    private final Catalogue systems;
    private final BooleanSupplier stopped;
    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final List<String> remarks = new ArrayList<>();

    /**
     * How a design is opened.
     *
     * @param system the system's name; empty if the file says it
     * @param base the name of the design of which it is a change; empty if the file says it
     * @param compiler the command of a C compiler
     * @param sanitized whether a C compiler's sanitizers watch the design
     */
    public record Ways(String system, String base, String compiler, boolean sanitized) {}

    /**
     * Of these systems.
     *
     * @param stopped whether the user wants it to end
     */
    public Patches(Catalogue systems, BooleanSupplier stopped) {
        this.systems = systems;
        this.stopped = stopped;
    }

    /** Whether a text is the path of a source file, by its ending. */
    public static boolean isSource(String text) {
        return ENDING.matcher(text).find();
    }

    /**
     * Opens a design.
     *
     * @param text the path of a source file, the directory of a kernel tree, or else the command of a program, with its arguments
     * @throws PatchException if it is no design
     */
    public Patch open(String text, Ways ways) throws PatchException {
        if (isSource(text)) {
            return open(PatchText.text(Path.of(text)), ways);
        }
        Path path = Path.of(text);
        return KernelTree.isOne(path) ? kernel(path, ways) : program(text, ways);
    }

    /** What holds the design: the file itself, that of a kernel tree, or the last word of a command ({@code python3 my-design.py}). */
    public static Path file(String text) {
        if (KernelTree.isOne(Path.of(text))) {
            return KernelTree.file(Path.of(text));
        }
        return Path.of(isSource(text) ? text : Iterables.getLast(WORDS.split(text), ""));
    }

    /**
     * The file of a design, or its program by its hash; nothing is compiled or run.
     *
     * @throws PatchException if it can't be read
     */
    public static PatchFile read(String text) throws PatchException {
        Path file = file(text);
        return isSource(file.toString()) ? PatchText.text(file) : PatchText.program(text, file);
    }

    /** The calls that a program which plays a design of a system can answer; none if no program can play one. */
    public static ImmutableSet<String> calls(String system) {
        return PLAYS.stream()
                .filter(plays -> plays.system().equals(system))
                .map(Plays::calls)
                .findFirst()
                .orElse(ImmutableSet.of());
    }

    /** What the user should know of what was opened, such as a compiler's warnings; one line each. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    /**
     * Opens a design from a source file that was read.
     *
     * @throws PatchException if it is no design
     */
    public Patch open(PatchFile file, Ways ways) throws PatchException {
        Head head = Head.of(file.name(), file.text());
        if (!ways.system.isEmpty() && !head.system().isEmpty() && !head.system().equals(ways.system)) {
            throw new PatchException(
                    file.name() + " says system=" + head.system() + ", but the target is of " + ways.system);
        }
        try {
            return file.name().endsWith(JAVA) ? java(file, head, ways) : c(file, head, ways);
        } catch (IOException | IllegalArgumentException e) {
            throw new PatchException(file.name() + ": " + e.getMessage(), e);
        }
    }

    private Patch c(PatchFile file, Head head, Ways ways) throws PatchException, IOException {
        ModelSystem system = system(ways.system.isEmpty() ? head.system() : ways.system, file.name());
        Design base = base(system, ways.base.isEmpty() ? head.base() : ways.base, file.name());
        String name = name(file.name(), system);
        String says =
                head.says().isEmpty() ? "the design in " + file.name() + ", based on " + base.name() : head.says();
        return compiled(system, name, says, base, file, head, ways);
    }

    private Patch kernel(Path directory, Ways ways) throws PatchException {
        KernelTree tree = KernelTree.of(directory);
        ModelSystem system = system(ways.system, directory.toString());
        Design base = base(system, ways.base, directory.toString());
        if (!(base instanceof KvmDesign kvm) || !kvm.honoursGuestMtrrs()) {
            throw new PatchException(system.name() + "/" + base.name() + " does not look guest MTRRs up, so a kernel's"
                    + " mtrr.c has no part in it: name a design of kvm that does, such as kvm/linux-6.1");
        }
        check(directory.toString(), tree.name(), system);
        remarks.addAll(tree.remarks(directory, base, system.releases()));
        String says = "arch/x86/kvm/mtrr.c of Linux " + tree.release() + ", all else as in " + base.name();
        PatchFile file = tree.file();
        try {
            return compiled(system, tree.name(), says, base, file, Head.of(file.name(), file.text()), ways);
        } catch (PatchException e) {
            throw new PatchException(e.getMessage() + "\n" + KernelTree.SUPPORTED, e);
        } catch (IOException e) {
            throw new PatchException(KernelTree.file(directory) + ": " + e.getMessage(), e);
        }
    }

    private Patch compiled(
            ModelSystem system, String name, String says, Design base, PatchFile file, Head head, Ways ways)
            throws PatchException, IOException {
        CProgram program =
                CProgram.of(file, Kits.of(system.name(), base.name()), ways.compiler, ways.sanitized, stopped);
        ends.push(program::close);
        remarks.addAll(program.remarks());
        Design design = played(system, name, says, base, program.command(), program::placed);
        return new Patch(system.name(), design, base.name(), head.scope(), head.never(), file.withBase(base.name()));
    }

    private Patch java(PatchFile file, Head head, Ways ways) throws PatchException {
        String says = head.says().isEmpty() ? "the design in " + file.name() : head.says();
        String stem = file.name().substring(0, file.name().length() - JAVA.length());
        JavaDesign java = JavaDesign.of(file, stem, says);
        String wanted = ways.system.isEmpty() ? head.system() : ways.system;
        if (!wanted.isEmpty() && !wanted.equals(java.system())) {
            throw new PatchException((ways.system.isEmpty() ? file.name() + " says system=" : "the target is of ")
                    + wanted + ", but the class in " + file.name() + " is a design of " + java.system());
        }
        ModelSystem system = systems.system(java.system());
        check(file.name(), java.design().name(), system);
        Design base = base(system, ways.base.isEmpty() ? head.base() : ways.base, file.name());
        remarks.addAll(java.remarks());
        return new Patch(
                system.name(), java.design(), base.name(), head.scope(), head.never(), file.withBase(base.name()));
    }

    private Patch program(String text, Ways ways) throws PatchException {
        List<String> command = WORDS.splitToList(text);
        if (command.isEmpty()) {
            throw new PatchException("--design needs a file or a command");
        }
        checkProgram(command.get(0));
        PatchFile file = read(text);
        ModelSystem system = system(ways.system, text);
        Design base = ways.base.isEmpty() ? newest(system, text) : base(system, ways.base, text);
        String name = name(file.name(), system);
        String says = "the program " + text + ", based on " + base.name();
        try {
            Design design = played(system, name, says, base, command, UnaryOperator.identity());
            return new Patch(system.name(), design, base.name(), "", ImmutableList.of(), file.withBase(base.name()));
        } catch (IllegalArgumentException e) {
            throw new PatchException(text + ": " + e.getMessage(), e);
        }
    }

    /** The base of a program that is checked as a design of a system, and of no design. */
    private static Design newest(ModelSystem system, String text) throws PatchException {
        ImmutableList<Design> releases = Templates.of(system, Templates.Language.C);
        return releases.isEmpty() ? base(system, "", text) : releases.get(releases.size() - 1);
    }

    /** Says in words what is wrong with the path of a program. A bare word is looked up by the system, where commands are. */
    private static void checkProgram(String program) throws PatchException {
        Path path = Path.of(program);
        if (Files.isDirectory(path)) {
            throw new PatchException(
                    program + " is a directory, and no design: a kernel tree has a Makefile and arch/x86/kvm/mtrr.c");
        }
        if (program.indexOf('/') < 0) {
            return;
        }
        if (!Files.exists(path)) {
            throw new PatchException("there is no file " + program);
        }
        if (!Files.isExecutable(path)) {
            throw new PatchException(program + " may not be executed: chmod +x " + program
                    + ", or name what runs it, as in --design 'python3 " + program + "'");
        }
    }

    private Design played(
            ModelSystem system,
            String name,
            String says,
            Design base,
            List<String> command,
            UnaryOperator<String> placed)
            throws PatchException {
        Plays plays = PLAYS.stream()
                .filter(p -> p.system().equals(system.name()))
                .findFirst()
                .orElseThrow(() -> new PatchException("a program can't play a design of " + system.name() + ", only of "
                        + PLAYS.stream().map(Plays::system).collect(Collectors.joining(", "))));
        Talk talk = new Talk(command, placed);
        ends.push(talk::close);
        try {
            Announcement announced = talk.announcement(system.name(), plays.calls());
            tellMissing(name, base, plays, announced);
            return plays.design(name, says, base, announced, talk);
        } catch (ChildProgram.NotStartedException e) {
            String why = NOT_STARTED.matcher(String.valueOf(e.getMessage())).replaceFirst("");
            throw new PatchException(
                    command.get(0) + " can't be started: " + why
                            + (command.get(0).indexOf('/') < 0
                                    ? "; a file of this directory is ./" + command.get(0)
                                    : ""),
                    e);
        } catch (DesignFault e) {
            throw new PatchException(String.join(" ", command) + ": " + e.getMessage(), e);
        }
    }

    /** What the design does not answer is its base's, which the user should know: a function of another name does not count. */
    private void tellMissing(String name, Design base, Plays plays, Announcement announced) {
        String missing = plays.calls().stream()
                .filter(call -> !announced.calls().contains(call))
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            remarks.add(name + ": as in " + base.name() + ": " + missing);
        }
    }

    private ModelSystem system(String name, String file) throws PatchException {
        if (name.isEmpty()) {
            throw new PatchException(
                    file + " does not say of which system it is a design: a comment near its beginning says"
                            + " stalemate: system=kvm base=linux-6.7, or the command names it: check kvm/linux-6.7 --design "
                            + file);
        }
        try {
            return systems.system(name);
        } catch (IllegalArgumentException e) {
            throw new PatchException(file + ": " + e.getMessage(), e);
        }
    }

    private static Design base(ModelSystem system, String name, String file) throws PatchException {
        if (name.isEmpty()) {
            throw new PatchException(file + " does not say which design it changes: a comment near its beginning says"
                    + " stalemate: base=" + system.designs().get(0).name() + ", or the command names it: check "
                    + system.name() + "/" + system.designs().get(0).name() + " --design " + file);
        }
        try {
            return system.design(name);
        } catch (IllegalArgumentException e) {
            throw new PatchException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The name of the design in a file of this name.
     *
     * @throws PatchException if no design can have it, or one of the system has it
     */
    public static String name(String file, ModelSystem system) throws PatchException {
        String name = SCRIPT.matcher(file).replaceFirst("");
        check(file, name, system);
        return name;
    }

    private static void check(String file, String name, ModelSystem system) throws PatchException {
        if (!NAME.matcher(name).matches()) {
            throw new PatchException(
                    Visible.line(file + ": '" + name, MOST_NAME)
                            + "' can't be a design's name, and the file's name gives it: use letters, digits, '.', '_' and '-'");
        }
        if (system.designs().stream().anyMatch(d -> d.name().equals(name))) {
            throw new PatchException(
                    file + " would be a second design " + system.name() + "/" + name + ": give it another name");
        }
    }

    /** Ends all programs, and removes what was compiled. */
    @Override
    public void close() {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }
}
