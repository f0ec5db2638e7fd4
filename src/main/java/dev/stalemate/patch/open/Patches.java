package dev.stalemate.patch.open;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Design;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PatchFile;
import dev.stalemate.outside.ChildProgram;
import dev.stalemate.patch.Head;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.java.JavaDesign;
import dev.stalemate.patch.kvm.KvmPlays;
import dev.stalemate.patch.talk.Announcement;
import dev.stalemate.patch.talk.Plays;
import dev.stalemate.patch.talk.Talk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Opens users' designs, and ends what runs for them. */
public final class Patches implements AutoCloseable {
    private static final String JAVA = ".java";
    private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern SCRIPT = Pattern.compile("\\.(py|pl|rb|sh)$");
    private static final List<Plays> PLAYS = List.of(new KvmPlays());

    private final List<Talk> talks = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** What the user should know of what was opened; one line each. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Whether a text is the path of a source file, by its ending. */
    public static boolean isSource(String text) {
        return text.endsWith(JAVA);
    }

    /**
     * Compiles a source file.
     *
     * @param systems those of which it may be a design
     * @throws PatchException if it is no design of any of them; each line of the message names the file
     */
    public Patch open(Path path, Catalogue systems) throws PatchException {
        PatchFile file = Source.text(path);
        Head head = Head.of(file.name(), file.text());
        String says = head.says().isEmpty() ? "the design in " + file.name() : head.says();
        String stem = file.name().substring(0, file.name().length() - JAVA.length());
        JavaDesign java = JavaDesign.of(file, stem, says);
        if (!head.system().isEmpty() && !head.system().equals(java.system())) {
            throw new PatchException(
                    file.name() + " says system=" + head.system() + ", but its class is a design of " + java.system());
        }
        try {
            ModelSystem system = systems.system(java.system());
            check(file.name(), java.design().name(), system);
            if (head.base().isEmpty()) {
                throw new PatchException(file.name()
                        + " does not say which design it changes: a comment near its beginning says"
                        + " // stalemate: base=" + system.designs().get(0).name());
            }
            remarks.addAll(java.remarks());
            String base = system.design(head.base()).name();
            return new Patch(system.name(), java.design(), base, head.scope(), head.never(), file);
        } catch (IllegalArgumentException e) {
            throw new PatchException(file.name() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Starts a program that plays a design.
     *
     * @param text its command, with its arguments
     * @param base the design of which it is a change
     * @throws PatchException if it can't be started, or does not play a design of the system
     */
    public Patch open(String text, ModelSystem system, Design base) throws PatchException {
        List<String> command = WORDS.splitToList(text);
        if (command.isEmpty()) {
            throw new PatchException("--design needs the command of a program");
        }
        PatchFile file = Source.program(text, Path.of(command.get(command.size() - 1)));
        String name = name(file.name(), system);
        Plays plays = PLAYS.stream()
                .filter(p -> p.system().equals(system.name()))
                .findFirst()
                .orElseThrow(() -> new PatchException("a program can't play a design of " + system.name() + ", only of "
                        + PLAYS.stream().map(Plays::system).collect(Collectors.joining(", "))));
        Talk talk = new Talk(command);
        talks.add(talk);
        try {
            Announcement announced = talk.announcement(system.name(), plays.calls());
            tellMissing(name, base, plays, announced);
            Design design =
                    plays.design(name, "the program " + text + ", based on " + base.name(), base, announced, talk);
            return new Patch(system.name(), design, base.name(), "", ImmutableList.of(), file);
        } catch (ChildProgram.NotStartedException | DesignFault | IllegalArgumentException e) {
            throw new PatchException(text + ": " + e.getMessage(), e);
        }
    }

    /** What the program does not answer is its base's, which the user should know: a call under another name does not count. */
    private void tellMissing(String name, Design base, Plays plays, Announcement announced) {
        String missing = plays.calls().stream()
                .filter(call -> !announced.calls().contains(call))
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            remarks.add(name + ": as in " + base.name() + ": " + missing);
        }
    }

    private static String name(String file, ModelSystem system) throws PatchException {
        String name = SCRIPT.matcher(file).replaceFirst("");
        check(file, name, system);
        return name;
    }

    private static void check(String file, String name, ModelSystem system) throws PatchException {
        if (!NAME.matcher(name).matches()) {
            throw new PatchException(
                    file + ": '" + name + "' can't be a design's name: use letters, digits, '.', '_' and '-'");
        }
        if (system.designs().stream().anyMatch(d -> d.name().equals(name))) {
            throw new PatchException(
                    file + " would be a second design " + system.name() + "/" + name + ": give it another name");
        }
    }

    /** Ends all programs. */
    @Override
    public void close() {
        talks.forEach(Talk::close);
    }
}
