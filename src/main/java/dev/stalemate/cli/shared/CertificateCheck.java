package dev.stalemate.cli.shared;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.prove.Prover;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.certificate.CertificateFolder;
import dev.stalemate.prove.certificate.Recheck;
import dev.stalemate.prove.resolver.ResolverProofs;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.report.ClaimReport;
import dev.stalemate.report.ProofRun;
import dev.stalemate.report.Wrap;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks a certificate: whether solvers answer its questions as they must, and whether these are what this version asks. */
public final class CertificateCheck {
    private static final String RESOLVER = "resolver";
    private static final String LIKE = " like ";

    private final Session session;
    private final Path folder;
    private final Consumer<String> says;
    private final CertificateFolder certificate;

    /**
     * Of a certificate.
     *
     * @param says is told what there is to say, line by line
     * @throws BadFileException if it is none, or damaged
     */
    public CertificateCheck(Session session, Path folder, Consumer<String> says) throws BadFileException {
        this.session = session;
        this.says = says;
        this.folder = folder;
        this.certificate = CertificateFolder.read(folder);
    }

    /**
     * A certificate, or each in a directory of them, by name.
     *
     * @throws BadFileException if there is none, or one is damaged
     */
    public static List<CertificateCheck> of(Session session, Path folder) throws BadFileException {
        List<Path> folders = CertificateFolder.isOne(folder) ? List.of(folder) : inside(folder);
        List<CertificateCheck> checks = new ArrayList<>();
        for (Path each : folders.isEmpty() ? List.of(folder) : folders) {
            checks.add(new CertificateCheck(session, each, session::say));
        }
        return checks;
    }

    private static List<Path> inside(Path directory) throws BadFileException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(CertificateFolder::isOne).sorted().toList();
        } catch (IOException e) {
            throw new BadFileException(directory.toString(), e);
        }
    }

    /** The folder's name. */
    public String name() {
        return folder.toString();
    }

    /**
     * Asks solvers, prints what they say, and says how the run ends.
     *
     * @param compares whether the questions are compared with those of this version, too
     */
    public ExitCode run(List<Solver> solvers, Duration limit, boolean compares, ProofProgress progress) {
        Recheck checked = Recheck.of(certificate, solvers, limit, progress);
        line("", folder + ": " + head());
        line("  ", answered(certificate.questions().all().size(), checked.agreed(), names(solvers)));
        checked.contrary().forEach(answer -> line("  ", answer));
        checked.open().forEach(answer -> line("  ", answer));
        List<ExitCode> codes = new ArrayList<>();
        codes.add(checked.contrary().isEmpty() ? ExitCode.OK : ExitCode.VIOLATED);
        codes.add(checked.open().isEmpty() ? ExitCode.OK : ExitCode.BOUND);
        codes.add(compares ? compared() : ExitCode.OK);
        return ExitCode.worst(codes);
    }

    private static String answered(int all, int right, String solvers) {
        if (all == 0) {
            return "no question: every obligation is decided by the rules for terms, and no solver was asked";
        }
        return Amounts.count(all, "question") + ", of which " + (right == all ? "all" : Amounts.count(right))
                + (right == 1 && all > 1 ? " is" : " are") + " answered as needed by " + solvers;
    }

    private String head() {
        return certificate.about().lines().findFirst().orElse("");
    }

    private static String names(List<Solver> solvers) {
        String names = solvers.stream()
                .map(solver -> solver.name() + " " + solver.version())
                .collect(Collectors.joining(" and "));
        return solvers.size() == 1 ? names + " alone" : names;
    }

    /** Compares it with what this version would write; of what this version doesn't know, nothing can be said. */
    private ExitCode compared() {
        if (head().startsWith(RESOLVER + ":")) {
            return compared(RESOLVER, ResolverProofs.certificate());
        }
        Optional<Claim> like = designLike();
        if (like.isPresent()) {
            String name = ProofRun.name(like.get());
            return compared(name, Prover.certificate(like.get(), List.of(name)));
        }
        Optional<Claim> claim = claim();
        if (claim.isEmpty()) {
            line(
                    "  ",
                    "this version has no proof of what its about.txt names, so that there is nothing to compare it with: it is"
                            + " not known whether these questions prove that");
            return ExitCode.BOUND;
        }
        return compared(claim.get().id(), Prover.certificate(claim.get(), Prover.together(claim.get())));
    }

    private ExitCode compared(String id, CertificateFolder right) {
        boolean same = certificate.questions().isSameText(right.questions());
        line(
                "  ",
                same
                        ? "this version asks the same questions of " + id
                        : "this version asks other questions of " + id
                                + ": the certificate is of another version, or not of it");
        Optional<String> otherwise = certificate.saysOtherwise(right);
        otherwise.ifPresent(how -> line("  ", "this version says otherwise: " + how));
        return same && otherwise.isEmpty() ? ExitCode.OK : ExitCode.VIOLATED;
    }

    /** The property of the design that it says to be proved like a claim; none if it says something else. */
    private Optional<Claim> designLike() {
        List<String> words = Splitter.on(LIKE).splitToList(head().substring(0, Math.max(0, head().indexOf(':'))));
        int slash = words.get(0).indexOf('/');
        if (words.size() != 2 || slash < 0) {
            return Optional.empty();
        }
        ModelSystem system = session.systems().find(words.get(0).substring(0, slash));
        try {
            return system == null
                    ? Optional.empty()
                    : new ProofTargets(session, List.of(), words.get(1))
                            .of(List.of(words.get(0))).stream().findFirst();
        } catch (Failure e) {
            return Optional.empty(); // no design or no claim of this version
        }
    }

    /** The first claim that it says to be about; none if that is not known, or has no proof. */
    private Optional<Claim> claim() {
        String head = head();
        int end = CharMatcher.anyOf(",:").indexIn(head);
        String id = head.substring(0, Math.max(0, end));
        return session.systems().claims(id).stream()
                .filter(claim -> claim.id().equals(id) && isProved(claim))
                .findFirst();
    }

    private static boolean isProved(Claim claim) {
        return claim.system().proofs().stream().map(Proof::claim).anyMatch(claim.id()::equals);
    }

    private void line(String indent, String text) {
        Wrap.hanging(indent, text, indent + "  ", ClaimReport.proseWidth(session.width()))
                .forEach(says);
    }
}
