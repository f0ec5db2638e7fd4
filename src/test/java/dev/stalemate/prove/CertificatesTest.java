package dev.stalemate.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.prove.certificate.CertificateFolder;
import dev.stalemate.prove.certificate.CertifiedQuestion;
import dev.stalemate.prove.certificate.Questions;
import dev.stalemate.prove.execute.Woven;
import dev.stalemate.prove.solve.Solvers;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The certificates in proofs/: whole, of what is said to be proved, and of what the present code asks. A certificate whose system's code is as
 * it was is not compared again, but for a few. With {@code -Dproofs.write} the list of proved claims is written, and with which code each was
 * compared. A few questions of each are asked of solvers, with {@code -Dproofs.all} all of them.
 */
@ExtendWith(Woven.class)
class CertificatesTest {
    /** Quick to compare, and of two systems. */
    private static final List<String> ALWAYS = List.of("R4b", "H18d");

    private static boolean writes() {
        return System.getProperty("proofs.write") != null;
    }

    @Test
    void theyAreWholeAndOfTheClaimsThatAreSaidToBeProved() throws IOException, BadFileException {
        List<String> right = Committed.here().rightClaims();
        if (writes()) {
            Files.write(Committed.PROVED, right);
        }
        assertThat(Committed.here().faults()).isEmpty();
        assertThat(Committed.here().proved())
                .as("run CertificatesTest with -Dproofs.write")
                .isEqualTo(right)
                .hasSizeGreaterThan(1);
    }

    @Test
    void theyAskWhatTheCodeAsks() throws IOException, BadFileException {
        Committed here = Committed.here();
        Map<String, String> same = new TreeMap<>();
        List<String> different = here.compare(writes() ? List.of("R4b", "H18d", "resolver") : ALWAYS, same);
        if (writes()) {
            here.write(same);
        }
        assertThat(different).isEmpty();
    }

    @Tag("thorough")
    @Test
    void solversAnswerAsTheyMust() throws IOException, BadFileException {
        try (Solvers solvers = Solvers.open(List.of(), Duration.ofMinutes(1), () -> false)) {
            assumeTrue(!solvers.all().isEmpty(), "no solver is installed");
            assertThat(Committed.here().ask(solvers.all(), System.getProperty("proofs.all") != null))
                    .isEmpty();
        }
    }

    private static Committed copy(Path directory, String... names) throws IOException {
        for (String name : names) {
            Path to = Files.createDirectories(directory.resolve(name));
            for (Path file : MoreFiles.listFiles(Committed.PROOFS.resolve(name))) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return new Committed(directory, List.of());
    }

    @Test
    void damageIsFound(@TempDir Path directory) throws IOException {
        Committed copy = copy(directory, "R4b", "N2g");
        assertThat(copy.faults()).isEmpty();
        Path file = directory.resolve("R4b/unsat.smt2.gz");
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 4;
        Files.write(file, content);
        Files.delete(directory.resolve("N2g/definitions.smt2.gz"));
        assertThat(copy.faults())
                .hasSize(2)
                .anyMatch(fault -> fault.contains("R4b/unsat.smt2.gz") && fault.contains("it is damaged"))
                .anyMatch(fault -> fault.contains("N2g/definitions.smt2.gz"));
    }

    @Test
    void aClaimWithoutACertificateIsFound(@TempDir Path directory) throws IOException {
        copy(directory, "R4b");
        List<String> claims = List.of("R4b R4b 00", "  everything", "K13b K13b 00", "  everything");
        assertThat(new Committed(directory, claims).faults())
                .containsExactly("K13b is said to be proved, and has no certificate");
        Files.move(directory.resolve("R4b"), directory.resolve("R4c"));
        assertThat(new Committed(directory, List.of()).faults())
                .singleElement()
                .asString()
                .contains("run prove R4c --certificate proofs again");
    }

    @Test
    void aQuestionThatCanBeSatisfiedIsFound(@TempDir Path directory) throws IOException, BadFileException {
        copy(directory, "R4b");
        Path folder = directory.resolve("R4b");
        CertificateFolder right = CertificateFolder.read(folder);
        ImmutableList<String> definitions = right.questions().definitions();
        String name = definitions.get(0).split(" ", -1)[1];
        assertThat(definitions.get(0))
                .as("a variable")
                .startsWith("(declare-fun ")
                .doesNotContain("|");
        List<CertifiedQuestion> planted =
                List.of(new CertifiedQuestion("planted", false, "(assert (= " + name + " " + name + "))"));
        new CertificateFolder(right.about(), new Questions(definitions, ImmutableList.copyOf(planted))).write(folder);
        Committed bad = new Committed(directory, List.of());
        assertThat(bad.faults()).as("the sums are right").isEmpty();
        assertThat(bad.compare(List.of("R4b"), new TreeMap<>()))
                .containsExactly("R4b: run prove R4b --certificate proofs again");
        try (Solvers solvers = Solvers.open(List.of(), Duration.ofMinutes(1), () -> false)) {
            assumeTrue(!solvers.all().isEmpty(), "no solver is installed");
            assertThat(bad.ask(solvers.all(), false)).singleElement().asString().contains("unsat is needed");
        }
    }

    @Test
    void aChangedDesignIsFound() throws IOException, BadFileException {
        Path folder = Committed.PROOFS.resolve("R4b");
        ModelSystem xen = Systems.catalogue().system("xen-ept");
        assertThat(Committed.isOfDesign(folder, xen.design("saves-every-pair"))).isTrue();
        assertThat(Committed.isOfDesign(folder, xen.design("xen-4.17.7"))).isFalse();
    }

    /** One number in one method of one class of a system is another one. */
    @Test
    void changedCodeIsFound() {
        ModelSystem system = Systems.catalogue().system("ept-flush");
        String first = system.getClass().getName();
        List<String> names =
                new ArrayList<>(ModelCode.all(first, ModelCode::bytes).keySet());
        String changed = names.stream()
                .filter(name -> name.contains("/eptflush/") && isChangedBy(name))
                .findFirst()
                .orElseThrow();
        String right = ModelCode.sha256(system);
        assertThat(ModelCode.sha256(first, ModelCode::bytes)).isEqualTo(right);
        assertThat(ModelCode.sha256(first, name -> name.equals(changed) ? planted(name) : ModelCode.bytes(name)))
                .isNotEqualTo(right);
        assertThat(names)
                .as("nothing that only writes questions or reports")
                .noneMatch(name -> name.startsWith("dev/stalemate/prove/") || name.startsWith("dev/stalemate/report/"));
    }

    private static boolean isChangedBy(String name) {
        ClassWriter same = new ClassWriter(0);
        new ClassReader(ModelCode.bytes(name)).accept(same, 0);
        return !Arrays.equals(same.toByteArray(), planted(name));
    }

    private static byte[] planted(String name) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(ModelCode.bytes(name))
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String method, String type, String signature, String[] exceptions) {
                                return new MethodVisitor(
                                        Opcodes.ASM9, super.visitMethod(access, method, type, signature, exceptions)) {
                                    @Override
                                    public void visitInsn(int opcode) {
                                        super.visitInsn(opcode == Opcodes.ICONST_1 ? Opcodes.ICONST_2 : opcode);
                                    }
                                };
                            }
                        },
                        0);
        return writer.toByteArray();
    }
}
