package dev.stalemate.prove.certificate;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A certificate: {@code about.txt} for people, {@code unsat.smt2} with the questions that must be unsatisfiable, {@code sat.smt2} with those
 * that must be satisfiable, and {@code SHA256SUMS} of these.
 *
 * @param about what is proved and what that rests on, for people; ends with a line feed
 * @param questions in the order in which they are asked
 */
public record CertificateFolder(String about, ImmutableList<CertifiedQuestion> questions) {
    static final String NEXT = "(reset)";

    private static final String ABOUT = "about.txt";
    private static final String UNSAT = "unsat.smt2";
    private static final String SAT = "sat.smt2";
    private static final String SUMS = "SHA256SUMS";
    private static final ImmutableList<String> FILES = ImmutableList.of(ABOUT, SAT, UNSAT);
    /** More than any certificate has, and less than would fill the memory. */
    private static final long LARGEST = 256L << 20;

    /**
     * Writes it: into a folder that is made if it isn't there, or in place of a certificate.
     *
     * @throws IOException if that can't be done, or there is something else in the folder
     */
    public void write(Path folder) throws IOException {
        if (!mayWrite(folder)) {
            throw new FileSystemException(folder.toString(), null, "there are other files than those of a certificate");
        }
        Files.createDirectories(folder);
        StringBuilder sums = new StringBuilder();
        for (Map.Entry<String, String> file : texts().entrySet()) {
            byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(folder.resolve(file.getKey()), content);
            sums.append(sha256(content)).append("  ").append(file.getKey()).append('\n');
        }
        AtomicFile.write(folder.resolve(SUMS), sums.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean mayWrite(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .allMatch(name -> FILES.contains(name) || name.equals(SUMS));
        }
    }

    private Map<String, String> texts() {
        return new TreeMap<>(Map.of(ABOUT, about, UNSAT, text(false), SAT, text(true)));
    }

    private String text(boolean possible) {
        return questions.stream()
                .filter(question -> question.possible() == possible)
                .flatMap(CertifiedQuestion::lines)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** The SHA-256 of all questions, in hexadecimal digits: what {@code cat unsat.smt2 sat.smt2 | sha256sum} prints. */
    public String sha256() {
        return sha256((text(false) + text(true)).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it has one of each of these, and nothing else, whatever their order and whichever of them must be satisfiable. */
    public boolean isOf(List<Alternative> alternatives) {
        Set<ImmutableList<String>> own =
                questions.stream().map(CertifiedQuestion::commands).collect(Collectors.toSet());
        Set<ImmutableList<String>> used = new HashSet<>();
        for (Alternative each : alternatives) {
            List<ImmutableList<String>> wanted = own.contains(each.first().commands())
                    ? List.of(each.first().commands())
                    : each.others().stream().map(CertifiedQuestion::commands).toList();
            if (!own.containsAll(wanted)) {
                return false;
            }
            used.addAll(wanted);
        }
        return used.size() == questions.size();
    }

    private static String sha256(byte[] content) {
        return Hashing.sha256().hashBytes(content).toString();
    }

    /** Whether a folder is meant to be one. */
    public static boolean isOne(Path folder) {
        return Files.exists(folder.resolve(ABOUT)) || Files.exists(folder.resolve(SUMS));
    }

    /**
     * Reads one.
     *
     * @throws BadFileException if a file is missing, can't be read or is not what its sum says; or if a question is more than a question
     */
    public static CertificateFolder read(Path folder) throws BadFileException {
        if (!Files.isDirectory(folder)) {
            throw new BadFileException(folder.toString(), "there is no such folder");
        }
        List<String> sums = new ArrayList<>();
        Map<String, String> texts = new TreeMap<>();
        for (String name : FILES) {
            byte[] content = content(folder.resolve(name));
            sums.add(sha256(content) + "  " + name);
            texts.put(name, new String(content, StandardCharsets.UTF_8));
        }
        String said = new String(content(folder.resolve(SUMS)), StandardCharsets.UTF_8);
        List<String> written = said.lines().toList();
        for (int i = 0; i < FILES.size(); i++) {
            if (i >= written.size() || !written.get(i).equals(sums.get(i))) {
                throw new BadFileException(
                        folder.resolve(FILES.get(i)).toString(), "it is damaged: " + SUMS + " says otherwise");
            }
        }
        List<CertifiedQuestion> questions = new ArrayList<>();
        for (String name : List.of(UNSAT, SAT)) {
            add(questions, name.equals(SAT), folder.resolve(name), texts.getOrDefault(name, ""));
        }
        if (questions.isEmpty()) {
            throw new BadFileException(folder.toString(), "it has no question");
        }
        return new CertificateFolder(texts.getOrDefault(ABOUT, ""), ImmutableList.copyOf(questions));
    }

    private static byte[] content(Path file) throws BadFileException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new BadFileException(file.toString(), "it is larger than any certificate");
            }
            byte[] content = Files.readAllBytes(file);
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return content;
        } catch (CharacterCodingException e) {
            throw new BadFileException(file.toString(), "it is no text");
        } catch (IOException e) {
            throw new BadFileException(file.toString(), e);
        }
    }

    private static void add(List<CertifiedQuestion> questions, boolean possible, Path file, String text)
            throws BadFileException {
        String name = "";
        List<String> commands = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.equals(NEXT)) {
                CertifiedQuestion question = new CertifiedQuestion(name, possible, ImmutableList.copyOf(commands));
                Optional<String> wrong = question.wrong();
                if (wrong.isPresent()) {
                    throw new BadFileException(file.toString(), number, wrong.get());
                }
                questions.add(question);
                commands.clear();
                name = "";
            } else if (line.startsWith(";")) {
                name = CharMatcher.is(' ').trimFrom(line.substring(1));
            } else {
                commands.add(line);
            }
        }
        if (!commands.isEmpty()) {
            throw new BadFileException(file.toString(), number, "it ends in the middle of a question");
        }
    }
}
