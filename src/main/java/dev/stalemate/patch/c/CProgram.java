package dev.stalemate.patch.c;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Sets;
import com.google.common.io.Resources;
import dev.stalemate.files.WorkPlace;
import dev.stalemate.model.PatchFile;
import dev.stalemate.outside.Child;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.c.Symbols.Symbol;
import dev.stalemate.text.Names;
import dev.stalemate.text.Visible;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes a program of a design's C file.
 *
 * <p>The compiler gets one unit: the system's header, the file's text, and lines that name the functions which it defines. So the tool calls
 * them whether they are static or not, and a function that is pasted from a patch needs no includes. The object may have no variables, and
 * may use nothing but what the tool offers: such code does the same whenever it is called with the same machine.
 */
public final class CProgram implements AutoCloseable {
    /** The directory of headers that stand for those of the system's own source. */
    public static final String SOURCE_HEADERS = "kernel";

    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** A compiler that reads a file without end, such as a device, ends before the memory does: 60 s of processor time, 4 GB. */
    private static final List<String> LIMITED =
            List.of("sh", "-c", "ulimit -t 60; ulimit -v 4000000; exec \"$@\"", "stalemate");

    /** What a shell ends with if a command is not there, or can't be run. */
    private static final Set<Integer> NOT_RUN = Set.of(126, 127);

    private static final int SHOWN_LINES = 40;
    private static final int SHOWN_COLUMNS = 300;
    private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();
    private static final Pattern ADDRESSES = Pattern.compile(" at((?: 0x[0-9a-f]{1,16}){1,32})$");

    /** The macro that calls a function. */
    private static final Pattern CALL = Pattern.compile("STALEMATE_CALL_([a-z0-9_]+)");

    /** Sections of code that runs by itself. */
    private static final Pattern STARTS =
            Pattern.compile("\\s\\.(preinit_array|init_array|fini_array|ctors|dtors|init|fini)\\b");

    /** What compilers take from the C library by themselves. */
    private static final ImmutableSet<String> COMPILERS =
            ImmutableSet.of("memcpy", "memmove", "memset", "memcmp", "__stack_chk_fail", "_GLOBAL_OFFSET_TABLE_");

    /** Frame pointers and calls that are not inlined let a fault name its line and the callers. */
    private static final List<String> FLAGS = List.of(
            "-std=gnu11",
            "-O1",
            "-gdwarf-4", // addr2line takes files of version 5 for one another where #line names one
            "-fno-omit-frame-pointer",
            "-fno-inline",
            "-fno-optimize-sibling-calls",
            "-Wall",
            "-fno-pie",
            "-fno-common",
            "-fno-delete-null-pointer-checks", // these two as the kernel's: a write through NULL is made, and faults
            "-fwrapv",
            "-fstack-protector-all",
            "-fno-strict-aliasing");

    private static final List<String> SANITIZERS =
            List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-DSTALEMATE_SANITIZED");
    private static final String UNIT = "unit.c";
    private static final String OBJECT = "unit.o";
    private static final String PROGRAM = "design";

    /** Objects of the tool's own sources, by all that they depend on. */
    private static final Map<List<Object>, byte[]> OBJECTS = new ConcurrentHashMap<>();

    private final PatchFile file;
    private final CKit kit;
    private final List<String> compiler;
    private final boolean sanitized;
    private final WorkPlace place;
    private final Child child;
    private final List<String> remarks = new ArrayList<>();

    private CProgram(
            PatchFile file,
            CKit kit,
            List<String> compiler,
            boolean sanitized,
            WorkPlace place,
            BooleanSupplier stopped) {
        this.file = file;
        this.kit = kit;
        this.compiler = compiler;
        this.sanitized = sanitized;
        this.place = place;
        this.child = new Child(place.directory(), stopped);
    }

    /**
     * Compiles a file.
     *
     * @param kit what the tool adds for the design's system
     * @param compiler the compiler's command, such as {@code cc} or {@code clang -m64}
     * @param sanitized whether the compiler's sanitizers watch the code
     * @param stopped whether the user wants it to end
     * @throws PatchException if it can't be compiled, or can't be a design; the message has the compiler's lines
     * @throws IOException if the compiler can't be run, or a file can't be written
     */
    public static CProgram of(PatchFile file, CKit kit, String compiler, boolean sanitized, BooleanSupplier stopped)
            throws PatchException, IOException {
        if (sanitized && !kit.flags().isEmpty()) {
            throw new PatchException("--sanitize can't be used with a design of " + kit.system()
                    + ": each of its accesses to memory is watched in any case");
        }
        WorkPlace place = WorkPlace.open("stalemate-design-");
        CProgram program = new CProgram(file, kit, WORDS.splitToList(compiler), sanitized, place, stopped);
        boolean made = false;
        try {
            program.make();
            made = true;
            return program;
        } finally {
            if (!made) {
                place.close();
            }
        }
    }

    /** The command that runs the program. */
    public List<String> command() {
        return List.of(path(PROGRAM));
    }

    /** What the compiler warned of, and what else the user should know; one line each. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    /**
     * Puts a place in the source where a fault's words end with addresses, the innermost first: the first that is in the design's file.
     * Without one the words alone have to do. Several searches may ask at once.
     */
    public synchronized String placed(String fault) {
        Matcher addresses = ADDRESSES.matcher(fault);
        if (!addresses.find()) {
            return fault;
        }
        List<String> command = new ArrayList<>(List.of("addr2line", "-e", path(PROGRAM)));
        WORDS.split(addresses.group(1)).forEach(command::add);
        String words = fault.substring(0, addresses.start());
        try {
            String prefix = file.name() + ":";
            return child.run(LONGEST, command)
                    .lines()
                    .map(line -> line.substring(line.lastIndexOf('/') + 1).replaceFirst(" \\(.*", ""))
                    .filter(line -> line.startsWith(prefix) && !line.endsWith("?"))
                    .findFirst()
                    .map(line -> words + " at " + line)
                    .orElse(words);
        } catch (IOException e) {
            return words;
        }
    }

    private void make() throws PatchException, IOException {
        for (String resource : Iterables.concat(kit.headers(), kit.sources())) {
            Path copy = place.directory().resolve(resource);
            Files.createDirectories(copy.getParent());
            Files.write(copy, Resources.toByteArray(resource(resource)));
        }
        String unit = "# 1 \"" + file.name() + "\"\n" + file.text() + "\n";
        write(UNIT, unit);
        List<String> preprocess = new ArrayList<>(compiler);
        preprocess.addAll(List.of("-E", "-std=gnu11", "-I.", "-I" + SOURCE_HEADERS, "-include", kit.header(), UNIT));
        ImmutableSet<String> defined = Functions.of(compiled(preprocess), file.name());
        String calls =
                known(defined).stream().map(f -> "STALEMATE_CALL(" + f + ")\n").collect(Collectors.joining());
        write(UNIT, unit + "# 1 \"<stalemate>\"\n" + calls);
        compile(UNIT, OBJECT, defined, false);
        if (isTakenAsItIs()) {
            // A table of it that is not const becomes so: a write is a fault, and no state that is kept.
            String unused = compiled(List.of(
                    "objcopy", "--rename-section", ".data=.rodata.tables,alloc,load,readonly,data,contents", OBJECT));
        }
        List<String> objects = new ArrayList<>();
        for (String source : kit.sources()) {
            objects.add(object(source));
        }
        check(objects);
        if (sanitized || !kit.flags().isEmpty()) {
            // What the compiler adds to watch it, such as a constructor, is not the file's.
            compile(UNIT, OBJECT, defined, true);
        }
        objects.add(OBJECT);
        List<String> link = new ArrayList<>(compiler);
        link.addAll(List.of("-no-pie", "-o", PROGRAM));
        link.addAll(objects);
        link.addAll(sanitized ? SANITIZERS : List.of());
        String unused = compiled(link);
    }

    /** Of the functions that a file defines, those that the tool calls. */
    private ImmutableSet<String> known(Set<String> defined) throws PatchException {
        ImmutableSet<String> known = Sets.intersection(defined, kit.functions()).immutableCopy();
        for (String name : Sets.difference(defined, known)) {
            String meant = Names.meant(name, kit.functions());
            boolean used = file.text().split("\\b" + name + "\\b", -1).length > 2;
            if (!used && !meant.isEmpty() && !isTakenAsItIs()) {
                throw new PatchException(file.name() + ": nothing calls " + name + "()" + meant);
            }
        }
        if (known.isEmpty()) {
            throw new PatchException(file.name() + " defines no function that a design of " + kit.system()
                    + " can have: " + String.join("(), ", kit.functions()) + "()");
        }
        return known;
    }

    /** The object of a source of the tool's, which is compiled once: a file that is watched is compiled again and again. */
    private String object(String source) throws PatchException, IOException {
        String object = source.replaceFirst("\\.c$", ".o");
        List<Object> how = List.of(compiler, sanitized, kit.macros(), source);
        byte[] known = OBJECTS.get(how);
        Path path = place.directory().resolve(object);
        if (known == null) {
            compile(source, object, Set.of(), sanitized);
            OBJECTS.put(how, Files.readAllBytes(path));
        } else {
            Files.write(path, known);
        }
        return object;
    }

    /** Whether it is a file of the system's own source. */
    private boolean isTakenAsItIs() {
        return !kit.sourceHeader().isEmpty() && file.text().contains("#include <" + kit.sourceHeader() + ">");
    }

    private void compile(String source, String object, Set<String> defined, boolean watched)
            throws PatchException, IOException {
        List<String> command = new ArrayList<>(compiler);
        command.addAll(FLAGS);
        command.addAll(watched && source.equals(UNIT) ? kit.flags() : List.of());
        command.addAll(watched && sanitized ? SANITIZERS : List.of());
        defined.forEach(name -> command.add("-DSTALEMATE_DEFINES_" + name));
        kit.macros().forEach(macro -> command.add("-D" + macro));
        command.addAll(source.equals(UNIT) ? List.of("-include", kit.header()) : List.of());
        command.addAll(List.of("-I.", "-I" + SOURCE_HEADERS, "-c", source, "-o", object));
        String unused = compiled(command);
    }

    /** The object of a design has no variables, and takes nothing from outside but what the tool offers. */
    private void check(List<String> objects) throws PatchException, IOException {
        Symbols own = Symbols.of(compiled(List.of("nm", "-l", OBJECT)));
        List<String> variables = own.writable().stream()
                .filter(s -> !isCompilers(s.name()))
                .map(CProgram::described)
                .toList();
        if (!variables.isEmpty()) {
            throw new PatchException(
                    file.name() + ": a design keeps no variables between calls, because a search goes from"
                            + " state to state in any order, but there is " + String.join(", ", variables)
                            + ". Make it const, or declare it as kept state: KEEPS_PER_VM(name, values)");
        }
        if (STARTS.matcher(compiled(List.of("objdump", "-h", OBJECT))).find()) {
            throw new PatchException(file.name() + " has code that runs before main() or after it (a constructor or a"
                    + " destructor), and a design only answers calls");
        }
        Set<String> offered = Sets.newHashSet(COMPILERS);
        for (String object : objects) {
            Symbols tools = Symbols.of(compiled(List.of("nm", object)));
            offered.addAll(tools.offered());
            Set<String> twice = Sets.intersection(own.defined(), tools.defined());
            if (!twice.isEmpty()) {
                throw new PatchException(file.name() + " defines " + String.join(", ", twice)
                        + ", which the tool defines for it: use another name, or make it static");
            }
        }
        String foreign = own.undefined().stream()
                .filter(name -> !offered.contains(name) && !isCompilers(name))
                .collect(Collectors.joining(", "));
        if (!foreign.isEmpty()) {
            throw new PatchException(file.name() + " uses " + foreign + ", which " + kit.header() + " does not offer");
        }
    }

    private static String described(Symbol symbol) {
        String place = symbol.place();
        return symbol.name() + (place.isEmpty() ? "" : " (" + place.substring(place.lastIndexOf('/') + 1) + ")");
    }

    /** Names that a program can't have: sanitizers and compilers use them for data of their own. */
    private static boolean isCompilers(String name) {
        return name.startsWith("__asan")
                || name.startsWith("__ubsan")
                || name.startsWith("__sanitizer")
                || name.startsWith(".L")
                || name.startsWith("__odr_asan");
    }

    private String compiled(List<String> command) throws PatchException, IOException {
        List<String> limited = ImmutableList.copyOf(Iterables.concat(LIMITED, command));
        Child.Ended ended = child.end(command.get(0), LONGEST, limited);
        if (NOT_RUN.contains(ended.code())) {
            throw new IOException(
                    command.get(0) + " can't be run: a design in C needs a C compiler with its binutils (gcc or clang;"
                            + " the variable CC can name another one than cc)");
        }
        List<String> said = ended.err()
                .lines()
                .limit(SHOWN_LINES)
                .map(line -> Visible.line(line, SHOWN_COLUMNS))
                .toList();
        if (ended.code() != 0) {
            throw new PatchException(file.name() + " can't be compiled" + otherwiseDeclared(ended.err()) + ":\n"
                    + String.join("\n", said));
        }
        said.stream().filter(line -> !remarks.contains(line)).forEach(remarks::add);
        return ended.out();
    }

    /** Which function the tool can't call as the file declares it, if that is the first error: compilers name a macro of the tool's. */
    private String otherwiseDeclared(String said) {
        String first = said.lines()
                .filter(line -> line.contains(" error: "))
                .findFirst()
                .orElse("");
        Matcher called = CALL.matcher(said);
        boolean ours = first.contains("-functions.h:") || first.startsWith("<stalemate>");
        return ours && called.find()
                ? ", because " + called.group(1) + "() is declared otherwise than 'design --list " + kit.system()
                        + "' says"
                : "";
    }

    private static URL resource(String name) {
        return Resources.getResource(CProgram.class, "/dev/stalemate/patch/c/" + name);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(place.directory().resolve(name), text, StandardCharsets.UTF_8);
    }

    private String path(String name) {
        return place.directory().resolve(name).toString();
    }

    /** Removes what was made. */
    @Override
    public void close() {
        place.close();
    }

    /** The compiler's command that the user has chosen, or that of the system. */
    public static String systemsCompiler() {
        String chosen = System.getenv("CC");
        return chosen == null || chosen.isBlank() ? "cc" : chosen;
    }
}
