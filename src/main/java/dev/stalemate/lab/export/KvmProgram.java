package dev.stalemate.lab.export;

import com.google.common.io.Resources;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.lab.scenario.KvmMapping;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmOptions;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.KvmVerb;
import dev.stalemate.lab.scenario.Mapped;
import dev.stalemate.lab.scenario.Mapped.Expected;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One self-contained C program that plays a counterexample on the KVM of the machine that it runs on, and compares the leaves with the
 * model's after each step. It ends with 0 if they are the same, 1 if one differs, 2 if it can't run there.
 */
public final class KvmProgram {
    private static final long CR0 = 0x31;
    private static final long CR0_CD_NW = 0x6000_0000;
    private static final int FIRST_OF_SLOT = 20;

    private final Mapped mapped;
    private final KvmVersion kernel;
    private final List<String> ops = new ArrayList<>();
    private final List<String> wants = new ArrayList<>();
    private boolean registers;
    private boolean races;
    private int lastLeaves;
    private int lastVcpu;

    private KvmProgram(Mapped mapped, KvmVersion kernel) {
        this.mapped = mapped;
        this.kernel = kernel;
    }

    /**
     * The program of a counterexample.
     *
     * @param name the program's: letters, digits, '_', '.' and '-', at most 60 of them
     * @param kernel the designs of the kernels that it is for
     * @param tool which tool writes it, with its version
     * @throws NotMappedException if no program shows it on those kernels
     */
    public static String of(String name, Counterexample saved, KvmVersion kernel, String tool)
            throws NotMappedException {
        return of(KvmMapping.of(name, saved, kernel), kernel, tool);
    }

    /** The same of a counterexample that is mapped already. */
    public static String of(Mapped mapped, KvmVersion kernel, String tool) throws NotMappedException {
        KvmProgram program = new KvmProgram(mapped, kernel);
        program.ops();
        return program.text(tool);
    }

    /** The kernels whose design a counterexample is about; null if that is no release's. */
    public static @Nullable KvmVersion kernelOf(Counterexample saved) {
        return KvmVersion.ALL.stream()
                .filter(version -> version.quirkOn().name().equals(saved.design())
                        || version.quirkOff().name().equals(saved.design()))
                .findFirst()
                .orElse(null);
    }

    /**
     * Compiles a program and runs it on the KVM of this machine, which must have EPT. It says politely why it can't, where it can't.
     *
     * @param program as {@link #of} writes it
     * @param arguments the program's, such as {@code -g} and a group of VFIO; its head explains them
     * @throws IOException if no file can be written
     * @throws InterruptedException if the thread is interrupted; the program is ended then
     */
    public static HostRun runHere(String program, List<String> arguments) throws IOException, InterruptedException {
        return HostRun.of(program, arguments);
    }

    private void ops() throws NotMappedException {
        KvmScenario scenario = mapped.scenario();
        for (KvmOp op : scenario.ops()) {
            op(op);
        }
        makeAgain();
    }

    private void op(KvmOp op) throws NotMappedException {
        registers |= op.verb() == KvmVerb.REG || op.verb() == KvmVerb.RACEREG;
        races |= op.verb() == KvmVerb.RACEREG;
        lastVcpu = op.verb().byGuest() ? op.vcpu() : lastVcpu;
        switch (op.verb()) {
            case WRMSR, HMSR, RAM, DISCARD -> add(op.verb().name(), op.vcpu(), op.number(0), op.number(1), op.text());
            case CR0, HCR0, WRITE, QUIRK, COLLAPSE, DIRTYLOG, RACEREG ->
                add(op.verb().name(), op.vcpu(), op.number(0), 0, op.text());
            case REG, UNREG, ZAPALL -> add(op.verb().name(), op.vcpu(), 0, 0, op.text());
            case TOUCH ->
                op.pages().forEach(page -> add("WRITE", op.vcpu(), page, 0, "touch " + Long.toHexString(page)));
            case DUMP -> leaves(op.label());
            default ->
                throw new NotMappedException("the program can't do " + op.verb().word());
        }
    }

    private void add(String kind, int vcpu, long a, long b, String text) {
        ops.add(String.format("{ %s, %d, 0x%x, 0x%x, %s }", kind, vcpu, a, b, CText.literal(text)));
    }

    private void leaves(String label) throws NotMappedException {
        Expected expected = mapped.expected().stream()
                .filter(e -> e.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new NotMappedException("nothing is expected at " + label));
        lastLeaves = ops.size();
        add("LEAVES", 0, wants.size(), expected.leaves().size(), label);
        expected.leaves().forEach(this::want);
    }

    private void want(long gpa, int leaf) {
        wants.add(String.format("{ 0x%x, %d }", gpa, leaf));
    }

    /** At last slot 0 is made again and the pages are touched: the leaves that the kernel itself would make now, beside those it had. */
    private void makeAgain() {
        long end = (long) mapped.scenario().options().mb() << FIRST_OF_SLOT;
        List<Long> pages = mapped.expected().isEmpty()
                ? List.of()
                : mapped.expected().get(mapped.expected().size() - 1).leaves().entrySet().stream()
                        .filter(leaf -> leaf.getValue() != EptLeaf.NONE && leaf.getKey() < end)
                        .map(Map.Entry::getKey)
                        .toList();
        if (!pages.isEmpty()) {
            add("ZAPALL", 0, 0, 0, "all leaves go, to see what the kernel makes now");
            int first = wants.size();
            for (long page : pages) {
                add("WRITE", lastVcpu, page, 0, "touch " + Long.toHexString(page));
                want(page, EptLeaf.NONE);
            }
            add("SHOW", 0, first, pages.size(), "made-again");
        }
    }

    private String text(String tool) {
        boolean needsDma = mapped.scenario().options().ncdma() || registers;
        String race = races ? resource("race.c") : "#define race(vcpu, gpa) ((void)0) /* it has none */\n";
        return resource("kvm.c")
                .replace("@@LEAVES@@\n", resource("leaves.c"))
                .replace("@@MACHINE@@\n", resource("machine.c"))
                .replace("@@RACE@@\n", race)
                .replace("@@TABLE@@\n", table(needsDma))
                .replace("@@HEAD@@", ProgramHead.of(mapped, kernel, needsDma, tool));
    }

    private String table(boolean needsDma) {
        KvmScenario scenario = mapped.scenario();
        KvmOptions o = scenario.options();
        StringBuilder table = new StringBuilder();
        define(table, "VCPUS", o.vcpus());
        define(table, "NCDMA", o.ncdma() ? 1 : 0);
        define(table, "NEEDS_DMA", needsDma ? 1 : 0);
        define(table, "QUIRK_CD", o.quirkCd() ? 1 : 0);
        define(table, "HUGE", o.huge() ? 1 : 0);
        define(table, "MB", o.mb());
        define(table, "MAXPHY", o.maxphy());
        define(table, "MTRRS", o.mtrrs() ? 1 : 0);
        define(table, "DIRTY", o.dirty() ? 1 : 0);
        table.append(String.format("#define CR0_AT_START 0x%xu%n", CR0 | (o.resetCr0() ? CR0_CD_NW : 0))
                .replace("\r", ""));
        table.append("static const char name[] = ")
                .append(CText.literal(scenario.name()))
                .append(";\n");
        table.append("static const char kernels[] = ")
                .append(CText.literal(kernel.range()))
                .append(";\n");
        table.append("static const struct op ops[] = {\n");
        ops.forEach(op -> table.append('\t').append(op).append(",\n"));
        table.append("};\nstatic const struct op *const last_leaves = &ops[")
                .append(lastLeaves)
                .append("];\n");
        table.append("static const struct want wants[] = {\n");
        wants.forEach(want -> table.append('\t').append(want).append(",\n"));
        return table.append("};\n").toString();
    }

    private static void define(StringBuilder table, String name, int value) {
        table.append("#define ").append(name).append(' ').append(value).append('\n');
    }

    private static String resource(String name) {
        try {
            return Resources.toString(Resources.getResource(KvmProgram.class, name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
