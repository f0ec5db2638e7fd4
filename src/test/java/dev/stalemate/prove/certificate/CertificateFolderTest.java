package dev.stalemate.prove.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.prove.certificate.Questions.Wanted;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.term.Term;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates are read as they were written, or not at all. */
class CertificateFolderTest {
    private static final Term X = Term.variable("of (a) gpa", 64);

    private static Wanted question(String name, boolean possible, Term... terms) {
        return new Wanted(name, possible, new Query(name, List.of(terms)));
    }

    static final CertificateFolder CERTIFICATE = new CertificateFolder(
            "T1: law of toy/design\n",
            Questions.of(List.of(
                    question("no square is 3", false, X.mul(X).extract(1, 0).eq(3)),
                    question("some square is 1", true, X.mul(X).extract(1, 0).eq(1)),
                    question("nothing is below itself", false, X.ult(X.add(Term.constant(64, 1))), X.eq(-1)))));

    @TempDir
    private Path directory = Path.of("");

    private Path written() throws IOException {
        Path folder = directory.resolve("a/T1");
        CERTIFICATE.write(folder);
        return folder;
    }

    @Test
    void whatWasWrittenIsRead() throws IOException, BadFileException {
        Path folder = written();
        CertificateFolder read = CertificateFolder.read(folder);
        assertThat(read.about()).isEqualTo(CERTIFICATE.about());
        assertThat(read.questions().definitions())
                .isEqualTo(CERTIFICATE.questions().definitions());
        assertThat(read.questions().all())
                .containsExactlyInAnyOrderElementsOf(CERTIFICATE.questions().all());
        String sums = Files.readString(folder.resolve("SHA256SUMS"));
        CERTIFICATE.write(folder); // in place of itself
        assertThat(Files.readString(folder.resolve("SHA256SUMS")))
                .as("the same text")
                .isEqualTo(sums);
    }

    @Test
    void aQuestionIsAskedWithTheDefinitionsThatItNeedsAndNoOthers() {
        Term shared = X.mul(X).add(Term.constant(64, 9));
        Term other = X.mul(Term.constant(64, 5)).add(Term.constant(64, 1));
        Questions questions = Questions.of(List.of(
                question("one", false, shared.ult(Term.constant(64, 7))),
                question("two", false, shared.ult(Term.constant(64, 8)), shared.ne(Term.constant(64, 3))),
                question("three", false, other.ult(Term.constant(64, 7))),
                question(
                        "four",
                        false,
                        other.ult(Term.constant(64, 8)),
                        Term.variable(X.name(), 3).eq(1))));
        String product = "(bvmul |$of (a) gpa%64| |$of (a) gpa%64|)";
        assertThat(questions.script(questions.all().get(0))).contains(product).endsWith("(check-sat)\n");
        assertThat(questions.script(questions.all().get(1))).contains(product);
        assertThat(questions.script(questions.all().get(2)))
                .doesNotContain(product)
                .contains("(define-fun ");
        assertThat(questions.definitions())
                .as("two variables of a name")
                .anyMatch(line -> line.endsWith("(_ BitVec 3))"))
                .anyMatch(line -> line.endsWith("(_ BitVec 64))"));
        for (CertifiedQuestion each : questions.all()) {
            String script = questions.script(each);
            script.lines()
                    .filter(line -> line.startsWith("(define-fun "))
                    .map(line -> line.substring("(define-fun ".length()).replaceFirst(" .*", ""))
                    .forEach(name -> assertThat(script.split("\\b" + name + "\\b", -1))
                            .as(name + " of " + each.name())
                            .hasSizeGreaterThan(2));
        }
    }

    @Test
    void otherFilesAreNotWrittenAmong() throws IOException {
        Files.writeString(directory.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> CERTIFICATE.write(directory))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("other files");
        assertThat(directory.resolve("unsat.smt2.gz")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"about.txt", "definitions.smt2.gz", "sat.smt2.gz", "unsat.smt2.gz", "SHA256SUMS"})
    void anyDamageIsNoticed(String name) throws IOException {
        Path folder = written();
        Path file = folder.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i += 7) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(file, damaged);
            assertThatThrownBy(() -> CertificateFolder.read(folder)).isInstanceOf(BadFileException.class);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> CertificateFolder.read(folder)).isInstanceOf(BadFileException.class);
        Files.write(file, new byte[] {(byte) 0xff, 0});
        assertThatThrownBy(() -> CertificateFolder.read(folder)).isInstanceOf(BadFileException.class);
        Files.delete(file);
        assertThatThrownBy(() -> CertificateFolder.read(folder))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining(name);
    }

    /** A sender could have a solver write files, or end before the question: the sums are the sender's, too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(set-option :regular-output-channel \"/tmp/x\")",
                "(assert true)(set-option :diagnostic-output-channel \"x\")",
                "(assert true) (exit)",
                "(assert true) ; (check-sat)",
                "(assert |a) (exit)",
                "(assert (= |a|| |b| 1)) (exit)",
                "(assert true",
                "(assert true))",
                "(exit)",
                "(check-sat)",
                "(echo \"unsat\")",
                "(set-logic ALL)",
                "(pop 1)",
                "(assert |a\"|) (exit)",
            })
    void nothingButQuestionsIsPassedOn(String line) throws IOException {
        ImmutableList<String> definitions = CERTIFICATE.questions().definitions();
        CertifiedQuestion bad = new CertifiedQuestion("bad", false, line);
        new CertificateFolder("bad\n", new Questions(definitions, ImmutableList.of(bad))).write(directory);
        assertThatThrownBy(() -> CertificateFolder.read(directory))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("unsat.smt2.gz:")
                .hasMessageContaining("more than a question");
        ImmutableList<String> more =
                ImmutableList.<String>builder().addAll(definitions).add(line).build();
        new CertificateFolder(
                        "bad\n", new Questions(more, CERTIFICATE.questions().all()))
                .write(directory);
        assertThatThrownBy(() -> CertificateFolder.read(directory))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("definitions.smt2.gz")
                .hasMessageContaining("more than a question");
    }
}
