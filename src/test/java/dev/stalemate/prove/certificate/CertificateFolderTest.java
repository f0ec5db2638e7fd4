package dev.stalemate.prove.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.solve.SmtText;
import dev.stalemate.prove.term.Term;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates are read as they were written, or not at all. */
class CertificateFolderTest {
    private static final Term X = Term.variable("of (a) gpa", 64);

    private static CertifiedQuestion question(String name, boolean possible, Term... terms) {
        return CertifiedQuestion.of(name, possible, SmtText.of(new Query(name, List.of(terms))));
    }

    static final CertificateFolder CERTIFICATE = new CertificateFolder(
            "T1: law of toy/design\n",
            ImmutableList.of(
                    question("no square is 3", false, X.mul(X).extract(1, 0).eq(3)),
                    question("some square is 1", true, X.mul(X).extract(1, 0).eq(1)),
                    question("nothing is below itself", false, X.ult(X.add(Term.constant(64, 1))), X.eq(-1))));

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
        assertThat(read.questions()).containsExactlyInAnyOrderElementsOf(CERTIFICATE.questions());
        assertThat(read.sha256()).isEqualTo(CERTIFICATE.sha256());
        String both = Files.readString(folder.resolve("unsat.smt2")) + Files.readString(folder.resolve("sat.smt2"));
        assertThat(Hashing.sha256().hashString(both, StandardCharsets.UTF_8).toString())
                .isEqualTo(read.sha256());
        CERTIFICATE.write(folder); // in place of itself
        assertThat(CertificateFolder.read(folder).sha256()).isEqualTo(read.sha256());
    }

    @Test
    void itIsOfTheseQuestionsAlone() {
        List<Alternative> all =
                CERTIFICATE.questions().reverse().stream().map(Alternative::of).toList();
        CertifiedQuestion another = question("another", false, X.eq(7));
        assertThat(CERTIFICATE.isOf(all)).isTrue();
        assertThat(CERTIFICATE.isOf(all.subList(0, 2))).as("one more").isFalse();
        assertThat(CERTIFICATE.isOf(List.of(all.get(0), all.get(1), Alternative.of(another))))
                .isFalse();
    }

    @Test
    void itMayHaveLargerQuestionsInPlaceOfOne() {
        ImmutableList<CertifiedQuestion> own = CERTIFICATE.questions();
        CertifiedQuestion another = question("another", false, X.eq(7));
        assertThat(CERTIFICATE.isOf(
                        List.of(Alternative.of(own.get(0)), new Alternative(another, own.subList(1, own.size())))))
                .isTrue();
        assertThat(CERTIFICATE.isOf(
                        List.of(new Alternative(own.get(0), ImmutableList.of(another)), new Alternative(another, own))))
                .isTrue();
        assertThat(CERTIFICATE.isOf(List.of(new Alternative(another, ImmutableList.of(own.get(0), another)))))
                .isFalse();
    }

    @Test
    void otherFilesAreNotWrittenAmong() throws IOException {
        Files.writeString(directory.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> CERTIFICATE.write(directory))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("other files");
        assertThat(directory.resolve("unsat.smt2")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"about.txt", "sat.smt2", "unsat.smt2", "SHA256SUMS"})
    void anyDamageIsNoticed(String name) throws IOException {
        Path folder = written();
        Path file = folder.resolve(name);
        String whole = Files.readString(file);
        for (int i = 0; i < whole.length(); i += 7) {
            Files.writeString(
                    file, whole.substring(0, i) + (whole.charAt(i) == 'x' ? 'y' : 'x') + whole.substring(i + 1));
            assertThatThrownBy(() -> CertificateFolder.read(folder)).isInstanceOf(BadFileException.class);
        }
        Files.writeString(file, whole.substring(0, whole.length() / 2));
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
            })
    void nothingButQuestionsIsPassedOn(String line) throws IOException {
        CertifiedQuestion good = CERTIFICATE.questions().get(0);
        ImmutableList<String> commands = ImmutableList.<String>builder()
                .add(good.commands().get(0), line)
                .addAll(good.commands().subList(1, good.commands().size()))
                .build();
        new CertificateFolder("bad\n", ImmutableList.of(new CertifiedQuestion("bad", false, commands)))
                .write(directory);
        assertThatThrownBy(() -> CertificateFolder.read(directory))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("unsat.smt2:")
                .hasMessageContaining("more than a question");
    }
}
