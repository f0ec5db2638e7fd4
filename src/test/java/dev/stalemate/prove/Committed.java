package dev.stalemate.prove;

import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.certificate.CertificateFolder;
import dev.stalemate.prove.certificate.CertifiedQuestion;
import dev.stalemate.prove.certificate.Questions;
import dev.stalemate.prove.certificate.Recheck;
import dev.stalemate.prove.resolver.ResolverProofs;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Certificates in a directory, and the two files that depend on them: which claims are said to be proved, and with which code their questions
 * were compared.
 *
 * @param directory of certificates
 * @param proved the lines of the file of claims
 */
record Committed(Path directory, List<String> proved) {
    static final Path PROOFS = Path.of("proofs");
    static final Path PROVED = Path.of("src/main/resources/dev/stalemate/report/proved.txt");

    private static final String RESOLVER = "resolver";
    private static final String CODE = "code.txt";
    /** What is proved may be longer than a line. */
    private static final Splitter PARTS = Splitter.on(Pattern.compile(" (?=if |\\(sizes )"));

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Those of the repository. */
    static Committed here() throws IOException {
        return new Committed(PROOFS, Files.readAllLines(PROVED));
    }

    /** The folders, by name. */
    List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static boolean isResolver(Path folder) {
        return folder.endsWith(RESOLVER);
    }

    /** The claim after which a certificate is called. */
    private static Optional<Claim> claim(Path folder) {
        String id = folder.getFileName().toString();
        return Systems.catalogue().claims().stream()
                .filter(claim -> claim.id().equals(id))
                .findFirst();
    }

    /** The file of claims as it should be. */
    List<String> rightClaims() throws IOException, BadFileException {
        List<String> lines = new ArrayList<>();
        lines.add(
                "# claim, folder and SHA-256 of its certificate; what is proved: written by CertificatesTest from proofs/");
        for (Path folder : folders()) {
            if (isResolver(folder)) {
                continue;
            }
            List<String> about = CertificateFolder.read(folder).about().lines().toList();
            String head = about.get(0);
            String sums = Hashing.sha256()
                    .hashBytes(Files.readAllBytes(folder.resolve("SHA256SUMS")))
                    .toString();
            String says = about.stream()
                    .filter(line -> line.startsWith("for "))
                    .findFirst()
                    .orElseThrow()
                    .substring("for ".length());
            for (String id : Splitter.on(", ").split(head.substring(0, head.indexOf(':')))) {
                lines.add(String.join(" ", id, folder.getFileName().toString(), sums));
                PARTS.splitToStream(says).map(part -> "  " + part).forEach(lines::add);
            }
        }
        return lines;
    }

    /** What is wrong, a line each, without looking at any question: damage, and claims that are said to be proved without a certificate. */
    List<String> faults() throws IOException {
        List<String> faults = new ArrayList<>();
        List<String> whole = new ArrayList<>();
        for (Path folder : folders()) {
            String name = folder.getFileName().toString();
            try {
                String head = CertificateFolder.read(folder)
                        .about()
                        .lines()
                        .findFirst()
                        .orElse("");
                String right =
                        isResolver(folder) ? RESOLVER + ": statements about look-ups of memory types" : head(folder);
                if (!head.equals(right)) {
                    faults.add(again(name) + ": it is about '" + head + "', and not about '" + right + "'");
                }
                whole.add(name);
            } catch (BadFileException e) {
                faults.add(e.getMessage());
            }
        }
        for (String line : proved) {
            if (!line.startsWith("#") && !line.startsWith(" ")) {
                List<String> cells = Splitter.on(' ').limit(3).splitToList(line);
                if (cells.size() < 3 || !whole.contains(cells.get(1))) {
                    faults.add(cells.get(0) + " is said to be proved, and has no certificate");
                }
            }
        }
        return faults;
    }

    private static String head(Path folder) {
        return claim(folder)
                .map(claim -> String.join(", ", Prover.together(claim)) + ": " + claim.law() + " of "
                        + claim.system().name() + "/" + claim.design().name())
                .orElse("");
    }

    private static String again(String name) {
        return name + ": run prove " + name + " --certificate proofs again";
    }

    /** For each certificate of a claim, the SHA-256 of the code with which it was compared last. */
    Map<String, String> compared() throws IOException {
        Map<String, String> compared = new TreeMap<>();
        Path file = directory.resolve(CODE);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (!line.startsWith("#")) {
                    List<String> cells = Splitter.on(' ').splitToList(line);
                    compared.put(cells.get(0), cells.get(1));
                }
            }
        }
        return compared;
    }

    /** Notes with which code certificates were compared. */
    void write(Map<String, String> compared) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(
                "# certificate, SHA-256 of its system's code when the questions were compared: written by CertificatesTest");
        compared.forEach((name, code) -> lines.add(name + " " + code));
        Files.write(directory.resolve(CODE), lines);
    }

    /**
     * Compares certificates with what the present code would ask, where that may have changed. Must run inside the weaving loader.
     *
     * @param always those that are compared in any case
     * @param same is given the code of each with the same questions
     * @return what differs, a line each
     */
    List<String> compare(List<String> always, Map<String, String> same) throws IOException, BadFileException {
        List<String> different = new ArrayList<>();
        Map<String, String> compared = compared();
        Map<String, String> codes = new TreeMap<>();
        for (Path folder : folders()) {
            String name = folder.getFileName().toString();
            Claim claim = claim(folder).orElse(null);
            String code = claim == null
                    ? ""
                    : codes.computeIfAbsent(claim.system().name(), system -> ModelCode.sha256(claim.system()));
            boolean known = code.equals(compared.get(name)) || isResolver(folder);
            if ((known && !always.contains(name)) || isSame(folder, claim)) {
                if (claim != null) {
                    same.put(name, code);
                }
            } else {
                different.add(again(name));
            }
        }
        return different;
    }

    private static boolean isSame(Path folder, @Nullable Claim claim) throws BadFileException {
        CertificateFolder right =
                claim == null ? ResolverProofs.certificate() : Prover.certificate(claim, Prover.together(claim));
        CertificateFolder here = CertificateFolder.read(folder);
        return here.questions().isSameText(right.questions())
                && here.saysOtherwise(right).isEmpty();
    }

    /** Whether a certificate is not of another design, by its questions. */
    static boolean isOfDesign(Path folder, Design design) throws BadFileException {
        Claim claim = claim(folder).orElseThrow();
        Claim other = new Claim(
                claim.id(),
                claim.system(),
                design,
                claim.law(),
                claim.scope(),
                null,
                claim.says(),
                null,
                claim.sources());
        Questions asked = Prover.certificate(other, List.of(claim.id())).questions();
        return CertificateFolder.read(folder).questions().isSameText(asked);
    }

    /**
     * Asks solvers questions of each certificate.
     *
     * @param every whether all of them, and not a few that are the same in each run
     * @return what was not answered as it must be, a line each
     */
    List<String> ask(List<Solver> solvers, boolean every) throws IOException, BadFileException {
        List<String> wrong = new ArrayList<>();
        for (Path folder : folders()) {
            Questions questions = CertificateFolder.read(folder).questions();
            int first = Math.floorMod(
                    folder.getFileName().toString().hashCode(), questions.all().size());
            List<CertifiedQuestion> some =
                    every ? questions.all() : questions.all().subList(first, first + 1);
            Recheck checked = Recheck.of(questions, some, solvers, LIMIT, ProofProgress.NONE);
            checked.contrary().forEach(answer -> wrong.add(folder + ": " + answer));
            checked.open().forEach(answer -> wrong.add(folder + ": " + answer));
        }
        return wrong;
    }
}
