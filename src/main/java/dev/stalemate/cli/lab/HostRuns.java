package dev.stalemate.cli.lab;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.cli.shared.SavedFiles;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.lab.export.HostRun;
import dev.stalemate.lab.export.KvmProgram;
import dev.stalemate.lab.judge.RealKernel;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.systems.kvm.KvmVersion;
import dev.stalemate.text.Visible;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Counterexamples on the KVM of this machine itself, by the programs that {@code export --c} writes. */
final class HostRuns {
    private static final Path EPT = Path.of("/sys/module/kvm_intel/parameters/ept");
    private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
    private static final int QUOTED = 200;

    private final Session session;
    private final Table table = new Table().left("file").left("seen").wrapping("what");

    HostRuns(Session session) {
        this.session = session;
    }

    /** Refuses a machine that can't show anything; the kernel of one that can. */
    private static RealKernel kernel() throws IOException {
        if (!Files.isWritable(Path.of("/dev/kvm")) || !Files.isReadable(EPT)) {
            throw new Failure(
                    ExitCode.BOUND,
                    "this machine has no KVM with EPT that this user may use (/dev/kvm, kvm_intel): leave out --host to use an emulator");
        }
        if (!Files.readString(EPT, StandardCharsets.US_ASCII).strip().equals("Y")) {
            throw new Failure(ExitCode.BOUND, "this machine's KVM does not use EPT (" + EPT + ")");
        }
        return RealKernel.of(Map.of(
                "kernel", Files.readString(RELEASE, StandardCharsets.US_ASCII).strip()));
    }

    ExitCode call(List<Path> paths) throws IOException, BadFileException {
        KvmVersion designs;
        RealKernel kernel = kernel();
        try {
            designs = kernel.known().designs();
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.BOUND, "no design describes this machine's kernel: " + e.getMessage());
        }
        session.drive().begin("lab run --host", "counterexamples");
        List<ExitCode> codes = new ArrayList<>();
        ExitCode read = new SavedFiles(session, paths).each(text -> {
            if (!session.interrupted()
                    && !text.isOutside()
                    && text.counterexample().system().equals("kvm")) {
                codes.add(play(text.name(), text.counterexample(), designs));
            }
            return ExitCode.OK;
        });
        session.out().print(table.render(session.width(), session.style()));
        return code(read, codes, session.interrupted());
    }

    /**
     * How all ends.
     *
     * @param read how reading the files ended
     * @param codes of the counterexamples of KVM
     */
    static ExitCode code(ExitCode read, List<ExitCode> codes, boolean interrupted) {
        if (read != ExitCode.OK) {
            return read;
        }
        if (codes.contains(ExitCode.DIFFERS)) {
            return ExitCode.DIFFERS;
        }
        if (interrupted || codes.contains(ExitCode.BOUND)) {
            return ExitCode.BOUND;
        }
        return codes.contains(ExitCode.OK) ? ExitCode.OK : ExitCode.VACUOUS;
    }

    private ExitCode play(String file, Counterexample c, KvmVersion designs) throws IOException {
        String name = Path.of(file).getFileName().toString();
        HostRun run;
        try {
            run = KvmProgram.runHere(KvmProgram.of("counterexample", c, designs, ToolVersion.FULL), List.of());
        } catch (NotMappedException e) {
            table.row(name, "not mapped", String.valueOf(e.getMessage()));
            return ExitCode.VACUOUS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.BOUND;
        }
        String last = run.text().strip();
        String says = Visible.line(last.substring(last.lastIndexOf('\n') + 1), QUOTED);
        return switch (run.verdict()) {
            case AS_THE_MODEL -> row(name, new Cell("as the model", Tone.GOOD), says, ExitCode.OK);
            case DIFFERS -> row(name, new Cell("differs", Tone.BAD), says, ExitCode.DIFFERS);
            case CANNOT_RUN -> row(name, new Cell("can't run", Tone.NOTABLE), says, ExitCode.BOUND);
        };
    }

    private ExitCode row(String name, Cell seen, String says, ExitCode code) {
        table.row(name, seen, says);
        return code;
    }
}
