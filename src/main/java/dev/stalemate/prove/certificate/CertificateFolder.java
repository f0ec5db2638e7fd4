package dev.stalemate.prove.certificate;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.files.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A certificate: {@code about.txt} for people; packed by gzip, {@code unsat.smt2} with the questions that must be unsatisfiable,
 * {@code sat.smt2} with those that must be satisfiable and {@code definitions.smt2} with what these are made of; and {@code SHA256SUMS}.
 *
 * @param about what is proved and what that rests on, for people; ends with a line feed
 * @param questions what solvers have to be asked
 */
public record CertificateFolder(String about, Questions questions) {
    /** Where the end of {@code about.txt} begins, which names the solvers that were asked, with their versions. */
    public static final String SOLVERS = "\nSolvers\n";

    private static final String ABOUT = "about.txt";
    private static final String DEFINITIONS = "definitions.smt2.gz";
    private static final String UNSAT = "unsat.smt2.gz";
    private static final String SAT = "sat.smt2.gz";
    private static final String SUMS = "SHA256SUMS";
    private static final ImmutableList<String> FILES = ImmutableList.of(ABOUT, DEFINITIONS, SAT, UNSAT);
    private static final Pattern SOLVER = Pattern.compile("  .{1,80} [0-9]{1,6}(\\.[0-9]{1,6})+");
    /** More than any certificate has, and less than would fill the memory. */
    private static final int LARGEST = 256 << 20;

    /**
     * Writes it: into a folder that is made if it isn't there, or in place of a certificate, which is as it was if that fails.
     *
     * @throws IOException if that can't be done, or there is something else in the folder
     */
    public void write(Path folder) throws IOException {
        mustBeFree(folder);
        Path place = folder.toAbsolutePath();
        Path parent = Files.createDirectories(Objects.requireNonNullElse(place.getParent(), place));
        Path made = Files.createTempDirectory(parent, ".certificate");
        try {
            Map<String, byte[]> contents = contents();
            contents.put(SUMS, bytes(sums(contents)));
            for (Map.Entry<String, byte[]> file : contents.entrySet()) {
                AtomicFile.write(made.resolve(file.getKey()), file.getValue());
            }
            Files.createDirectories(folder);
            for (String name : contents.keySet()) {
                Files.move(made.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            MoreFiles.deleteRecursively(made, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    /**
     * Looks whether a folder may be written: there is none, or it is empty, or it has a certificate.
     *
     * @throws IOException if it may not, or can't be read
     */
    public static void mustBeFree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new FileSystemException(folder.toString(), null, "it is a file, and no folder");
        }
        try (Stream<Path> files = Files.list(folder)) {
            if (!files.map(file -> file.getFileName().toString())
                    .allMatch(name -> FILES.contains(name) || name.equals(SUMS))) {
                throw new FileSystemException(
                        folder.toString(), null, "there are other files than those of a certificate");
            }
        }
    }

    /**
     * How what is said to be proved differs from what should be said, in a sentence; empty if it does not. The solvers are not compared: they are
     * those of another run.
     *
     * @param right as this version would write it, without any solver
     */
    public Optional<String> saysOtherwise(CertificateFolder right) {
        List<String> here = about.lines().toList();
        List<String> there = (right.about + SOLVERS).lines().toList();
        for (int i = 0; i < Math.max(here.size(), there.size()); i++) {
            String found = i < here.size() ? here.get(i) : "";
            String wanted = i < there.size() ? there.get(i) : "";
            if (i < there.size()
                    ? !found.equals(wanted)
                    : !SOLVER.matcher(found).matches()) {
                return Optional.of("line %d of %s is %s, and this version writes %s"
                        .formatted(i + 1, ABOUT, quoted(found), quoted(wanted)));
            }
        }
        return Optional.empty();
    }

    private static String quoted(String line) {
        return line.isBlank() ? "empty" : '"' + line.strip() + '"';
    }

    private Map<String, byte[]> contents() throws IOException {
        StringBuilder definitions = new StringBuilder();
        questions.definitions().forEach(line -> definitions.append(line).append('\n'));
        return new TreeMap<>(Map.of(
                ABOUT,
                bytes(about),
                DEFINITIONS,
                packed(definitions.toString()),
                UNSAT,
                packed(questions.text(false)),
                SAT,
                packed(questions.text(true))));
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes(text));
        }
        return packed.toByteArray();
    }

    private static String sums(Map<String, byte[]> contents) {
        StringBuilder sums = new StringBuilder();
        contents.forEach((name, content) -> sums.append(Hashing.sha256().hashBytes(content))
                .append("  ")
                .append(name)
                .append('\n'));
        return sums.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a folder is meant to be one: it has any of the files. */
    public static boolean isOne(Path folder) {
        return Stream.concat(FILES.stream(), Stream.of(SUMS))
                .anyMatch(name -> Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Reads one.
     *
     * @throws BadFileException if a file is missing, can't be read or is not what its sum says; or if a question is more than a question
     */
    public static CertificateFolder read(Path folder) throws BadFileException {
        if (!Files.isDirectory(folder)) {
            throw new BadFileException(
                    folder.toString(),
                    Files.exists(folder) ? "it is a file: a certificate is a folder" : "there is no such folder");
        }
        Map<String, byte[]> contents = new TreeMap<>();
        for (String name : FILES) {
            contents.put(name, content(folder.resolve(name)));
        }
        List<String> right = sums(contents).lines().toList();
        List<String> written = text(folder.resolve(SUMS), content(folder.resolve(SUMS)))
                .lines()
                .toList();
        for (int i = 0; i < FILES.size(); i++) {
            if (i >= written.size() || !written.get(i).equals(right.get(i))) {
                throw new BadFileException(
                        folder.resolve(FILES.get(i)).toString(), "it is damaged: " + SUMS + " says otherwise");
            }
        }
        Path packed = folder.resolve(DEFINITIONS);
        ImmutableList<String> definitions =
                ImmutableList.copyOf(text(packed, unpacked(packed)).lines().toList());
        Optional<String> wrong = Questions.wrongDefinition(definitions);
        if (wrong.isPresent()) {
            throw new BadFileException(packed.toString(), wrong.get());
        }
        List<CertifiedQuestion> questions = new ArrayList<>();
        for (String name : List.of(UNSAT, SAT)) {
            Path file = folder.resolve(name);
            add(questions, name.equals(SAT), file, text(file, unpacked(file)));
        }
        if (questions.isEmpty()) {
            throw new BadFileException(folder.toString(), "it has no question");
        }
        Path about = folder.resolve(ABOUT);
        return new CertificateFolder(
                text(about, content(about)), new Questions(definitions, ImmutableList.copyOf(questions)));
    }

    private static byte[] content(Path file) throws BadFileException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new BadFileException(file.toString(), "it is no file"); // a pipe would be waited for
            }
            if (Files.size(file) > LARGEST) {
                throw new BadFileException(file.toString(), "it is larger than any certificate");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BadFileException(file.toString(), e);
        }
    }

    private static byte[] unpacked(Path file) throws BadFileException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            byte[] content = in.readNBytes(LARGEST);
            if (content.length == LARGEST) {
                throw new BadFileException(file.toString(), "it is larger than any certificate");
            }
            return content;
        } catch (IOException e) {
            throw new BadFileException(file.toString(), e);
        }
    }

    private static String text(Path file, byte[] content) throws BadFileException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadFileException(file.toString(), "it is no text");
        }
    }

    private static void add(List<CertifiedQuestion> questions, boolean possible, Path file, String text)
            throws BadFileException {
        String name = "";
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.startsWith(";")) {
                name = CharMatcher.is(' ').trimFrom(line.substring(1));
                continue;
            }
            Optional<String> wrong = Questions.wrongQuestion(line);
            if (wrong.isPresent()) {
                throw new BadFileException(file.toString(), number, wrong.get());
            }
            questions.add(new CertifiedQuestion(name, possible, line));
            name = "";
        }
    }
}
