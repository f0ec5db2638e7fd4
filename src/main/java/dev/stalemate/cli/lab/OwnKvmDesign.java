package dev.stalemate.cli.lab;

import com.google.common.base.Splitter;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.lab.judge.RealKernel.Known;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.KvmVerb;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.c.CProgram;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.List;
import java.util.function.Consumer;

/** A user's design of KVM in the place of a release's: what a patched kernel should do. */
final class OwnKvmDesign implements AutoCloseable {
    private static final String KVM = "kvm";
    private static final String JAVA = ".java";

    private final Patches patches;
    private final String file;
    private final Known known;

    private OwnKvmDesign(Patches patches, String file, Known known) {
        this.patches = patches;
        this.file = file;
        this.known = known;
    }

    /**
     * Opens a file as a change of the designs of a release, whatever release its head names.
     *
     * @param patches opens it, and is closed with it
     * @param remarks takes what the user should know, such as a compiler's warnings
     * @throws Failure if it is no design of KVM
     */
    static OwnKvmDesign of(Patches patches, Consumer<String> remarks, String file, Known release) {
        OwnKvmDesign opened = null;
        try {
            KvmVersion designs = release.designs();
            KvmDesign on = design(patches, file, designs.quirkOn());
            KvmDesign off = isJava(file) ? on : design(patches, file, designs.quirkOff());
            patches.remarks().stream().distinct().forEach(remarks);
            KvmVersion own = new KvmVersion("the design in " + file, on, off, designs.quirk());
            opened = new OwnKvmDesign(patches, file, new Known(own, release.compared()));
            return opened;
        } catch (PatchException e) {
            List<String> lines = Splitter.on('\n').splitToList(String.valueOf(e.getMessage()));
            lines.subList(0, lines.size() - 1).forEach(remarks);
            throw new Failure(ExitCode.BAD_INPUT, lines.get(lines.size() - 1));
        } finally {
            if (opened == null) {
                patches.close();
            }
        }
    }

    private static KvmDesign design(Patches patches, String file, KvmDesign base) throws PatchException {
        Patch patch = patches.open(file, new Patches.Ways(KVM, base.name(), CProgram.systemsCompiler(), false));
        if (patch.design() instanceof KvmDesign design) {
            return design;
        }
        throw new PatchException(file + " is a design of " + patch.system() + ", and the lab patches KVM");
    }

    /** The designs that it makes of those of the release. */
    Known known() {
        return known;
    }

    /** Whether it says what a scenario does: a class in Java is one design, and not another one where a quirk is disabled. */
    boolean plays(KvmScenario scenario) {
        return !isJava(file)
                || (scenario.options().quirkCd()
                        && scenario.ops().stream().noneMatch(op -> op.verb() == KvmVerb.QUIRK));
    }

    private static boolean isJava(String file) {
        return file.endsWith(JAVA);
    }

    @Override
    public void close() {
        patches.close();
    }
}
