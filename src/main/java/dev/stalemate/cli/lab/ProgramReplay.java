package dev.stalemate.cli.lab;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.lab.export.KvmProgram;
import dev.stalemate.lab.machine.BootedMachine;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.lab.seen.KvmShower;
import dev.stalemate.lab.seen.Recordings;
import dev.stalemate.lab.seen.Shown;
import dev.stalemate.lab.seen.Shown.Outcome;
import dev.stalemate.outside.Child;
import dev.stalemate.report.Progress;
import dev.stalemate.systems.kvm.KvmVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the programs of counterexamples on a real kernel: what one attaches to a mail, tried before it is sent. */
final class ProgramReplay {
    static final String SYSTEM = "kvm";
    private static final Duration COMPILES = Duration.ofMinutes(2);
    private static final String OUT = "@out ";
    private static final String EXIT = "@exit-code ";

    private final Session session;
    private final BootedMachine machine;
    private final Leaves leaves;
    private final Progress progress;

    /** How a program sees leaves. */
    enum Leaves {
        /** By the lab's module. */
        module,
        /** By the kernel's trace events. */
        events,
        /** By how long loads take. */
        time
    }

    ProgramReplay(Session session, BootedMachine machine, Leaves leaves, Progress progress) {
        this.session = session;
        this.machine = machine;
        this.leaves = leaves;
        this.progress = progress;
    }

    List<Shown> replay(List<SavedText> saved) throws IOException, BadFileException {
        String kernel = new KvmShower(machine.boot()).kernel();
        List<Shown> all = new ArrayList<>();
        for (SavedText text : saved) {
            if (!text.isOutside() && text.counterexample().system().equals(SYSTEM)) {
                progress.note("lab replay, " + kernel + ": the program of " + text.name());
                Ran ran = ran(text, Recordings.scenario(text.file(), all.size()));
                all.add(new Shown(text.file(), text.counterexample(), kernel, ran.outcome, ran.says, List.of()));
            }
        }
        return all;
    }

    private record Ran(Outcome outcome, String says) {}

    private Ran ran(SavedText text, String name) throws IOException, BadFileException {
        Counterexample counterexample = text.counterexample();
        KvmVersion kernel = KvmProgram.kernelOf(counterexample);
        if (kernel == null) {
            return new Ran(Outcome.NOT_MAPPED, counterexample.design() + " is no release's design");
        }
        Path folder = Files.createTempDirectory("stalemate-program-");
        try {
            String program = KvmProgram.of(name, counterexample, kernel, ToolVersion.FULL);
            return run(folder, Files.writeString(folder.resolve("program.c"), program));
        } catch (NotMappedException e) {
            return new Ran(Outcome.NOT_MAPPED, String.valueOf(e.getMessage()));
        } catch (LabException e) {
            return new Ran(Outcome.LOST, String.valueOf(e.getMessage()));
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private Ran run(Path folder, Path source) throws IOException, LabException {
        Path binary = folder.resolve("program");
        new Child(folder, session::interrupted)
                .run(
                        COMPILES,
                        List.of("gcc", "-O1", "-static", "-pthread", "-o", binary.toString(), source.toString()));
        List<String> said = new ArrayList<>();
        machine.run(binary, List.of("-m", leaves.name()), said::add);
        List<String> words = said.stream()
                .filter(line -> line.startsWith(OUT))
                .map(line -> line.substring(OUT.length()))
                .toList();
        String last = words.isEmpty() ? "it said nothing" : words.get(words.size() - 1);
        String end = said.isEmpty() ? "" : said.get(said.size() - 1);
        Outcome outcome =
                switch (end) {
                    case EXIT + "0" -> Outcome.SEEN;
                    case EXIT + "1" -> Outcome.DIFFERS;
                    case EXIT + "2" -> Outcome.NOT_MAPPED;
                    default -> Outcome.LOST;
                };
        return new Ran(outcome, outcome == Outcome.LOST ? last + " (" + end + ")" : last);
    }
}
